import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { markIteration, openAgentCaptures } from '../../src/effects/agent-captures.ts';
import { createGate } from '../../src/effects/gate.ts';
import type { RunContext } from '../../src/effects/run-context.ts';
import { createShell } from '../../src/effects/shell.ts';
import { bash, never, newContext, read } from './processes.ts';

const id = 'each-item/0/steps/lint@2';

const bytes = Buffer.from('echo "$OMNE_NODE_ID"; . "$(dirname "$0")/lib/say.sh"');
const files = new Map([
  ['check.sh', { bytes, executable: false }],
  ['lib/say.sh', { bytes: Buffer.from('echo said'), executable: false }],
]);
const hook = { name: 'check', bytes, path: '.omne/dist/hooks/check.sh', files };
const gate = (context: RunContext) =>
  createGate(context, new Map([['check', hook]]))(
    { nodeId: id, attempt: 1, env: {}, passEnv: [], variables: {}, gate: 'check' },
    never(),
  );

describe.skipIf(process.platform === 'win32')('a node within nodes', () => {
  it('has its files in folders of ours, made when they are needed', async () => {
    const context = newContext();
    const { runDir } = context.files;
    const script = 'echo out; echo a=b >> "$GITHUB_OUTPUT"';
    expect(await createShell(context)(bash(id, script), never())).toEqual({});
    expect(await gate(context)).toEqual({ stdout: `${id}\nsaid` });
    const found = readdirSync(runDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(runDir, join(entry.parentPath, entry.name)))
      .sort();
    expect(found).toEqual([
      `commands/${id}.output`,
      `nodes/${id}.err`,
      `nodes/${id}.gate.err`,
      `nodes/${id}.gate.out`,
      `nodes/${id}.out`,
      `scripts/${id}`,
      `scripts/${id}.gate/check.sh`,
      `scripts/${id}.gate/lib/say.sh`,
    ]);
    expect(statSync(join(runDir, 'nodes/each-item/0')).mode & 0o777).toBe(0o700);
    expect(context.files.wirePath(context.files.capture(id, 'out'))).toBe(
      `.omne/var/runs/${context.runId}/nodes/${id}.out`,
    );
  });

  it('has all command files in a workflow', async () => {
    const context = newContext({ GITHUB_ACTIONS: 'true' });
    expect(await createShell(context)(bash(id, 'test -f "$GITHUB_STEP_SUMMARY"'), never())).toEqual({});
    expect(readdirSync(dirname(context.files.commandFile(id, 'env')))).toHaveLength(5);
  });

  it('an agent has its captures there, too', () => {
    const context = newContext();
    const opened = openAgentCaptures(context.files, createRedactor([]), { nodeId: id, append: false });
    if (!opened.ok) throw new Error('not opened');
    opened.value.text('hi');
    opened.value.finish();
    opened.value.close();
    expect(read(context.files.capture(id, 'out'))).toBe('hi');
    expect(markIteration(context.files, 'other/1', 1)).toBe(26);
  });
});

describe.skipIf(process.platform === 'win32')('a planted link for a folder between', () => {
  function planted(below: 'nodes' | 'scripts' | 'commands', folder: string) {
    const context = newContext(below === 'commands' ? { GITHUB_ACTIONS: 'true' } : {});
    const elsewhere = join(context.files.root, 'elsewhere');
    // What comes after the link is there, so that nothing but the check stands in the way.
    mkdirSync(join(elsewhere, relative(folder, 'each-item/0/steps')), { recursive: true });
    const link = join(context.files.runDir, below, folder);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(elsewhere, link);
    const written = () =>
      readdirSync(elsewhere, { recursive: true, withFileTypes: true }).filter(
        (entry) => !entry.isDirectory(),
      );
    return { context, written };
  }
  const folders = ['each-item', 'each-item/0', 'each-item/0/steps'];

  it.each(folders)('of captures, %s: the capture fails, nothing is written through it', async (folder) => {
    const { context, written } = planted('nodes', folder);
    const ended = await createShell(context)(bash(id, 'echo pwned'), never());
    expect(ended.failure).toMatchObject({
      kind: 'capture_failed',
      error: 'its folder is not a folder of ours',
    });
    expect((await gate(context)).failure).toMatchObject({ kind: 'capture_failed' });
    expect(written()).toEqual([]);
  });

  it.each(folders)('of scripts, %s: nothing starts', async (folder) => {
    const { context, written } = planted('scripts', folder);
    const ended = await createShell(context)(bash(id, 'echo pwned'), never());
    expect(ended.failure).toMatchObject({ kind: 'crash', cause: 'spawn' });
    expect((await gate(context)).failure).toMatchObject({ kind: 'gate_failed', cause: 'spawn' });
    expect(written()).toEqual([]);
    expect(existsSync(context.files.capture(id, 'out'))).toBe(false);
  });

  it.each(folders)(
    'of command files, %s: they are not made, and a script that publishes fails',
    async (folder) => {
      const { context, written } = planted('commands', folder);
      const shell = createShell(context);
      expect(await shell(bash(id, 'true'), never())).toEqual({});
      const ended = await shell(bash(id, 'true', { publishes: true }), never());
      expect(ended.failure).toMatchObject({ kind: 'capture_failed' });
      await shell(bash(id, 'true', { env: { LONG: 'x'.repeat(200_000) } }), never());
      expect(written()).toEqual([]);
      rmSync(join(context.files.runDir, 'commands', folder));
      expect(await shell(bash(id, 'true', { publishes: true }), never())).toEqual({});
    },
  );
});
