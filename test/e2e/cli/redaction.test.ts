import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installStubClaude } from '../../rig/stub-claude.ts';
import { type PipeRun, pipeVolume, runPipe } from './omne.ts';

const input = 'sesame-0pen-7f3a';
const token = 'tok_live_éöü_94b1c7';
const multiline = 'first-part-of-key\nsecond-part-of-key';

const pipe = `
name: secrets
version: 1
inputs:
  key: { type: string, secret: true }
  plain: { type: string, default: visible }
nodes:
  - id: prints
    bash: |
      echo "key $OMNE_INPUT_KEY token $MY_TOKEN plain $OMNE_INPUT_PLAIN"
      printf '%s\\n' "$DEPLOY_KEY" >&2
      printf '%s' "\${MY_TOKEN:0:8}"; sleep 0.4; printf '%s\\n' "\${MY_TOKEN:8}"
  - { id: fails, bash: 'echo "bad $MY_TOKEN and $OMNE_INPUT_KEY" >&2; exit 3' }
  - { id: told, prompt: "Use \${{ inputs.key }}" }
  - { id: gated, bash: "true", gate: tells }
`;

const secrets = [input, token, ...multiline.split('\n')];

const leaks = (text: string) => secrets.filter((secret) => text.includes(secret));

async function runWithSecrets(args: readonly string[]): Promise<{ run: PipeRun; captures: string }> {
  await using claude = await installStubClaude([
    {
      steps: [{ say: `I got ${input.slice(0, 5)}` }, { say: `${input.slice(5)} and ${token}.`, same: true }],
    },
  ]);
  await using volume = await pipeVolume(pipe, {
    '.omne/hooks/tells.sh': 'echo "approved with $MY_TOKEN"; echo "$OMNE_INPUT_KEY" >&2\n',
  });
  const run = await runPipe(volume, {
    args: ['--input', `key=${input}`, ...args],
    path: [claude.bin],
    env: { MY_TOKEN: token, DEPLOY_KEY: multiline },
  });
  expect(run.outcomes).toEqual({
    prints: 'completed',
    fails: 'failed:crash',
    told: 'completed',
    gated: 'completed',
  });
  // On disc what a script printed is raw; what an agent said is not.
  expect(run.capture('prints.out').toString()).toBe(`key ${input} token ${token} plain visible\n${token}\n`);
  expect(run.capture('told.out').toString()).toBe('I got *** and ***.');
  const folder = join(run.dir, 'nodes');
  const captures = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  return { run, captures };
}

describe('secret inputs and the values of secret-looking variables', () => {
  test.each([[['--log', 'grouped']], [['--log', 'stream']], [['--log', 'quiet']], [['--json']]])(
    'are in no journal line and not on the terminal: %j',
    async (args) => {
      const { run, captures } = await runWithSecrets(args);
      expect(leaks(run.lines.join('\n'))).toEqual([]);
      expect(leaks(run.done.stdout)).toEqual([]);
      expect(leaks(run.done.stderr)).toEqual([]);
      expect(leaks(captures)).toEqual(secrets);
      expect(run.events[0]).toMatchObject({
        inputs: [
          { key: 'key', value: '***' },
          { key: 'plain', value: 'visible' },
        ],
      });
      expect(run.ended('fails')).toMatchObject({ message: 'bad *** and ***' });
      expect(run.events).toContainEqual(
        expect.objectContaining({ type: 'gate.passed', stdout: 'approved with ***' }),
      );
      if (args[1] === 'stream')
        expect(run.done.stdout).toContain('[prints] key *** token *** plain visible\n');
    },
  );
});
