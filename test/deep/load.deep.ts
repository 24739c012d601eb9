import { readFileSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkRun, runIds } from '../rig/invariants.ts';
import { tempVolume } from '../rig/volume.ts';
import { figure } from './figures.ts';
import { rounds } from './rounds.ts';
import { freeBytes, type Look, watchRun } from './watching.ts';

const gigabyte = 1e9;
const megabyte = 1e6;
const gigabytes = rounds('GIGABYTES', 10);
const scale = rounds('LOAD_NODES', 1000);
const hasRoom = process.platform === 'linux' && freeBytes(tmpdir()) > 6 * gigabyte;

describe.runIf(process.platform === 'linux')('a heavy run', () => {
  test.runIf(hasRoom)(`${gigabytes} GB of output (skipped where less than 6 GB are free)`, async () => {
    await using volume = await tempVolume({ '.omne/keep': '', 'pipe.yml': printing() });
    let printed = 0;
    let asleep = 0;
    const emptied = new Set<string>();
    // What is complete is counted and given up, one look after its event: nobody has to have room for all of it.
    const atEach = () => {
      const [runId] = runIds(volume.root);
      if (runId === undefined || asleep++ % 5 !== 0) return;
      const dir = volume.path('.omne/var/runs', runId);
      for (const [, id] of read(join(dir, 'events.jsonl')).matchAll(
        /"type":"node.completed".*?"node_id":"([a-z0-9]+)"/g,
      )) {
        if (id === undefined || emptied.has(id)) continue;
        emptied.add(id);
        const capture = join(dir, 'nodes', `${id}.out`);
        printed += statSync(capture).size;
        truncateSync(capture, 0);
      }
    };
    const done = await watchRun(volume, ['pipe.yml', '--log', 'grouped'], { everyMs: 100, atEach });
    expect(done.code, done.said.slice(-2000)).toBe(0);
    const { runId } = await checkRun(done, volume.root);
    for (let at = 0; at < gigabytes; at++) {
      const capture = volume.path('.omne/var/runs', runId, 'nodes', `p${at}.out`);
      printed += statSync(capture).size;
    }
    figure('output of all nodes', printed / gigabyte, { exactly: gigabytes }, 'GB');
    figure(
      '… at a rate of',
      Math.round(printed / megabyte / (done.durationMs / 1000)),
      { least: 20 },
      'MB/s',
    );
    figure('peak memory of the runner', peak(done.looks) / megabyte, { most: 100 }, 'MB');
  });

  test(`${scale / 2}, ${scale} and ${scale * 2} nodes, 64 at a time`, async () => {
    const counts = [scale / 2, scale, scale * 2];
    const ends: { readonly held: number; readonly descriptors: number }[] = [];
    for (const count of counts) {
      await using volume = await tempVolume({ '.omne/keep': '', 'pipe.yml': many(count) });
      const heap = volume.path('heap.txt');
      const options = { everyMs: 50, heap, atEach: (pid: number) => askOnce(volume.path('last.txt'), pid) };
      asked = false;
      const done = await watchRun(volume, ['pipe.yml', '--log', 'quiet'], options);
      expect(done.code, done.said.slice(-2000)).toBe(0);
      const { events } = await checkRun(done, volume.root);
      expect(events.filter((event) => event.type === 'node.completed')).toHaveLength(count + 1);
      // The last node sleeps for two seconds: shortly before their end all others have long been over.
      const rest = done.looks.slice(-20, -8);
      ends.push({
        held: Number(read(heap)),
        descriptors: Math.min(...rest.map((look) => look.descriptors)),
      });
      figure(`${count} nodes: most open descriptors`, most(done.looks, 'descriptors'), { most: 400 });
      figure(`${count} nodes: peak memory`, Math.round(peak(done.looks) / megabyte), { most: 200 }, 'MB');
      figure(`${count} nodes: time per node`, Math.round(done.durationMs / count), { most: 50 }, 'ms');
      figure(`${count} nodes: open descriptors at the end`, ends.at(-1)!.descriptors, { most: 40 });
      figure(
        `${count} nodes: memory held at the end`,
        Math.round(ends.at(-1)!.held / megabyte),
        { most: 40 },
        'MB',
      );
    }
    const [small, , large] = ends;
    const more = large!.descriptors - small!.descriptors;
    figure('descriptors at the end, more than with a quarter of the nodes', more, { most: 0 });
    const perNode = (large!.held - small!.held) / (counts[2]! - counts[0]!);
    figure('memory held at the end for each further node', Math.round(perNode / 1024), { most: 16 }, 'KiB');
  });
});

let asked = false;

function askOnce(sign: string, pid: number): void {
  if (asked || read(sign) === '') return;
  asked = true;
  process.kill(pid, 'SIGUSR2');
}

const printing = (): string =>
  JSON.stringify({
    name: 'printing',
    version: 1,
    max_parallel: 2,
    nodes: Array.from({ length: gigabytes }, (_, at) => ({
      id: `p${at}`,
      bash: `{ yes "a line as a compiler prints it, neither long nor short: src/file.c:12:3" || true; } | head -c 1000000000`,
    })),
  });

function many(count: number): string {
  const ids = Array.from({ length: count }, (_, at) => `n${at}`);
  const nodes = ids.map((id) => ({ id, bash: 'echo $OMNE_NODE_ID' }));
  const last = { id: 'last', depends_on: ids, bash: 'sleep 0.5; echo now > last.txt; sleep 1.5' };
  return JSON.stringify({ name: 'many', version: 1, max_parallel: 64, nodes: [...nodes, last] });
}

const most = (looks: readonly Look[], name: keyof Look) => Math.max(...looks.map((look) => look[name]));
const peak = (looks: readonly Look[]) => most(looks, 'peak');

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
