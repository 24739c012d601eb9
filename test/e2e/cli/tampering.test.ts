import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../rig/cli.ts';
import { checkRun } from '../../rig/invariants.ts';
import { linux, pipeVolume } from './omne.ts';

const pipe = (script: string) =>
  JSON.stringify({
    name: 'p',
    version: 1,
    nodes: [
      { id: 'before', bash: 'echo kept' },
      { id: 'deed', depends_on: ['before'], bash: script },
      { id: 'beside', depends_on: ['before'], bash: 'sleep 30' },
      { id: 'after', depends_on: ['deed'], bash: 'true' },
    ],
  });

const DEEDS = {
  'git clean -fdx': ['sleep 0.2; git clean -q -fdx', /the file was deleted/],
  'a journal cut short': [
    'sleep 0.2; : > "$OMNE_RUN_DIR/events.jsonl"',
    /the file was cut from \d+ to 0 bytes/,
  ],
  'a journal rewritten in place': [
    `sleep 0.2; node -e '
const fs = require("node:fs");
const path = process.env.OMNE_RUN_DIR + "/events.jsonl";
fs.writeFileSync(path, fs.readFileSync(path, "utf8").replaceAll("node.completed", "node.complETED"), { flag: "r+" });
'`,
    /the file was rewritten/,
  ],
  'another journal in its place': [
    'sleep 0.2; cd "$OMNE_RUN_DIR" && sed s/completed/COMPLETED/ events.jsonl > x && mv x events.jsonl',
    /the file was deleted/,
  ],
} as const satisfies Record<string, readonly [string, RegExp]>;

describe.each(Object.entries(DEEDS))('%s by a node', (_, [script, seen]) => {
  test('is a fault: exit 70, what ran is told as interrupted, and the journal is whole', async () => {
    await using volume = await pipeVolume(pipe(script), { '.gitignore': '.omne/var\n' }, { git: true });
    const done = await runCli(['run', 'pipe.yml'], { cwd: volume.root });
    expect(done.code).toBe(70);
    expect(done.stderr).toMatch(/^omne: fault: the journal was changed while the run went on: /m);
    expect(done.stderr).toMatch(seen);
    expect(done.stderr).toContain('a node that runs `git clean -fdx` does this: add `-e .omne`');
    const { outcomes, events, runId } = await checkRun(done, volume.root);
    expect(outcomes).toEqual({ before: 'completed', deed: 'failed:crash', beside: 'failed:cancelled' });
    expect(events.at(-1)).toMatchObject({
      type: 'pipe.aborted',
      reason: 'fault',
      message: expect.stringMatching(seen),
    });
    const status = await runCli(['status', runId], { cwd: volume.root });
    expect(status.stdout).toMatch(/✗ deed +bash +interrupted/);
    const verified = await runCli(['verify', runId], { cwd: volume.root });
    expect(verified.code).toBe(0);
  });
});

test.runIf(linux)(
  'a killed run: status recovers it, once, and says interrupted; a live one is running',
  async () => {
    await using volume = await pipeVolume(
      JSON.stringify({ name: 'p', version: 1, nodes: [{ id: 'long', bash: 'echo begun; sleep 60' }] }),
    );
    const runs = volume.path('.omne/var/runs');
    const journal = () => join(runs, readdirSync(runs)[0]!, 'events.jsonl');
    const hasBegun = () => {
      try {
        return readFileSync(journal(), 'utf8').includes('"node.started"');
      } catch {
        return false;
      }
    };
    let whileAlive = '';
    const cancel = {
      when: async () => {
        if (!hasBegun()) return false;
        whileAlive = (await runCli(['status'], { cwd: volume.root })).stdout;
        return true;
      },
      signals: [{ atMs: 0, name: 'SIGKILL' as const }],
    };
    const done = await runCli(['run', 'pipe.yml'], { cwd: volume.root, cancel });
    expect(done.signal).toBe('SIGKILL');
    expect(whileAlive).toMatch(/^p-\w+ +\w+ ago +running /m);
    const before = readFileSync(journal(), 'utf8');
    writeFileSync(journal(), `${before}{"type":"node.comp`);
    for (const _ of [1, 2]) {
      const status = await runCli(['status'], { cwd: volume.root });
      expect(status).toMatchObject({ code: 0, stderr: '' });
      expect(status.stdout).toMatch(/^p-\w+ +\w+ ago +aborted: interrupted /m);
    }
    const lines = readFileSync(journal(), 'utf8').slice(before.length).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      'node.failed',
      'pipe.aborted',
    ]);
    await checkRun({ code: 1 }, volume.root);
    expect(readdirSync(join(journal(), '..'))).not.toContain('lock');
  },
);
