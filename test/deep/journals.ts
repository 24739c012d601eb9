import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { programOf, runCommand } from '../rig/sources.ts';
import { checkout, omne, type Subject } from './resuming.ts';

const repository = resolve(import.meta.dirname, '../..');

/** A journal that a run really wrote. */
export interface RealJournal {
  readonly name: string;
  readonly runId: string;
  readonly bytes: Buffer;
}

const subject = (pipe: string, ...parts: readonly string[]): Subject => ({
  pipe,
  files: Object.fromEntries(
    [pipe, ...parts].map((name) => [name, readFileSync(join(repository, name), 'utf8')]),
  ),
});

const failing: Subject = {
  pipe: 'failing.yml',
  files: {
    'failing.yml': `
name: failing
version: 1
nodes:
  - { id: again, bash: "exit 3", on_error: { retry: { max: 2, delay: 0 }, then: continue } }
  - { id: each, each: { in: ["ä", "🌍", "x y"], bash: "echo $OMNE_ITEM; test $OMNE_INDEX -ne 1" } }
  - { id: after, depends_on: [each], bash: "true" }
`,
  },
};

/** Journals of runs of the examples, of one that fails, and of a program that writes many kinds of events. */
export async function realJournals(): Promise<readonly RealJournal[]> {
  const everything = subject(
    'examples/everything.md',
    'examples/parts/greet.yml',
    '.omne/hooks/report-complete.sh',
    '.omne/dist/cmds/plan.md',
  );
  const runs = [subject('examples/quickstart.md', '.omne/hooks/report-complete.sh'), everything, failing];
  const journals: RealJournal[] = [];
  for (const run of runs) journals.push(await journalOf(run));
  return [...journals, await generatedJournal(70)];
}

async function journalOf(run: Subject): Promise<RealJournal> {
  await using volume = await checkout(run);
  const done = await omne(volume, ['run', run.pipe]);
  const runs = volume.path('.omne/var/runs');
  const [runId] = (done.code ?? 2) < 2 ? readdirSync(runs) : [];
  if (runId === undefined) throw new Error(`${run.pipe}: exit ${done.code}: ${done.stderr}`);
  return { name: run.pipe, runId, bytes: readFileSync(join(runs, runId, 'events.jsonl')) };
}

/** The journal of `test/rig/journal-writer.ts` for that many nodes. */
export async function generatedJournal(nodes: number): Promise<RealJournal> {
  const folder = mkdtempSync(join(tmpdir(), 'omne-generated-'));
  const runId = 'p-01jd0000000000000000000000';
  try {
    const { code, stderr } = await runCommand(programOf('journal-writer', [folder, runId, String(nodes)]));
    if (code !== 0) throw new Error(stderr);
    return { name: `${nodes} nodes`, runId, bytes: readFileSync(join(folder, 'events.jsonl')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A folder in memory where there is one: these tests sync thousands of files. */
export function quickFolder(): string {
  const base = process.platform === 'linux' ? '/dev/shm' : tmpdir();
  mkdirSync(base, { recursive: true });
  return mkdtempSync(join(base, 'omne-deep-'));
}

/** How many whole lines the bytes hold. */
export function lineCount(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count++;
  return count;
}
