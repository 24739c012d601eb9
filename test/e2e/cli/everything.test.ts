import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../../src/core/event.ts';
import { installStubClaude, type StubRule } from '../../rig/stub-claude.ts';
import { pipeVolume, runPipe } from './omne.ts';

const repository = resolve(import.meta.dirname, '../../..');
const golden = join(repository, 'test/fixtures/everything.journal.txt');

/** What the pipe needs, at the same places. */
const files = [
  'examples/everything.md',
  'examples/parts/greet.yml',
  '.omne/hooks/report-complete.sh',
  '.omne/hooks/report-complete.ps1',
  '.omne/dist/cmds/plan.md',
];

const rules: readonly StubRule[] = [
  { node: 'judge', call: 1, steps: ['It is final, I think.'] },
  { node: 'judge', call: 2, steps: ['{"final": true}'] },
  { node: 'plan', steps: ['A plan.'] },
  { node: 'discuss', call: 1, steps: ['Ships.'] },
  { node: 'discuss', call: 2, steps: ['Sails.\nDONE\n', { hang: true }] },
  { node: 'until-green', steps: ['Done, I say.'] },
];

test('one pipe with every key of flow control: the whole journal, as shape', async () => {
  const found = files.map((name) => [name, readFileSync(join(repository, name), 'utf8')] as const);
  await using claude = await installStubClaude(rules);
  await using volume = await pipeVolume('', Object.fromEntries(found));
  const run = await runPipe(volume, { pipe: 'examples/everything.md', path: [claude.bin] });
  expect(run.done.code, run.done.stdout + run.done.stderr).toBe(0);
  await expect(shape(run.events, run.runId)).toMatchFileSnapshot(golden);
  expect(causalFaults(run.events)).toEqual([]);
  expect((await claude.calls()).filter((call) => call.node === 'judge')).toHaveLength(2);
  expect(run.capture('clean-up.out').toString()).toBe('the token is 16 characters long\n');
});

const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['type', 'id', 'ts', 'run_id', 'seq', 'mono_ms', 'h', 'node_id', 'duration_ms', 'session_id'],
  ...['pipe_digest', 'plan_digest', 'secrets_digest', 'digest', 'engine', 'parent'],
]);

// Nodes run side by side, so that only the order within each is the same every time.
function shape(events: readonly Event[], runId: string): string {
  const of = (event: Event) => ('node_id' in event ? event.node_id : '');
  const [first, ...rest] = events;
  const last = rest.pop()!;
  const byNode = rest.toSorted((a, b) => compare(of(a), of(b)) || a.seq - b.seq);
  return `${[first!, ...byNode, last].map((event) => line(event).replaceAll(runId, '<run>')).join('\n')}\n`;
}

// A parent comes before its children, and numbers in their order.
const compare = (a: string, b: string): number =>
  a.replaceAll('/', '\u0001').localeCompare(b.replaceAll('/', '\u0001'), 'en', { numeric: true });

function line(event: Event): string {
  const node = 'node_id' in event ? [event.node_id] : [];
  const fields = Object.entries(event)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [event.type, ...node, ...fields].join(' ');
}

/** Children that began outside the life of their parent, or name another one than their id does. */
function causalFaults(events: readonly Event[]): readonly string[] {
  const open = new Set<string>();
  const faults: string[] = [];
  for (const event of events) {
    if (!('node_id' in event)) continue;
    const { type, node_id: id } = event;
    if (type === 'node.started' || type === 'node.skipped') {
      const above = id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : undefined;
      if (event.parent !== above || (above !== undefined && !open.has(above))) faults.push(id);
    }
    if (type === 'node.started') open.add(id);
    if (type === 'node.completed' || type === 'node.failed') open.delete(id);
  }
  return faults;
}
