import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OURS, type SetUp, type Site, setUp } from './contenders.ts';
import { fan } from './graph.ts';
import { compare } from './graph-case.ts';
import { interleave, peak, time } from './measure.ts';
import type { Row } from './table.ts';

/** As many items of an `each` beside as many nodes, both `true`: what an item costs over a node, and the memory of both. */
export async function runEachCase(site: Site, rounds: number, items: number): Promise<Row[]> {
  const nodes = setUp(site, OURS, fan(items, 2));
  const each = setUp(site, OURS, { ...fan(1, 2), name: `each ${items}` });
  const few = setUp(site, OURS, { ...fan(1, 2), name: 'each 10' });
  if (nodes === undefined || each === undefined || few === undefined) return [];
  writeEach(each.folder, items);
  writeEach(few.folder, 10);
  const trial = (name: string, { reset, command }: SetUp) => ({
    name,
    reset,
    run: async () => (await time(command)).wallMs,
  });
  const samples = await interleave([trial('each', each), trial('nodes', nodes)], rounds);
  const title = `each of ${items}`;
  const rows: Row[] = [compare(title, samples, { name: 'each', against: 'nodes', bound: { limit: 1.1 } })];
  const peaks = new Map<string, number>();
  for (const [name, { reset, command }] of [
    [title, each],
    ['each of 10', few],
    [`${items} nodes`, nodes],
  ] as const) {
    reset();
    peaks.set(name, await peak(command));
    rows.push({ name: `${name}, peak`, value: peaks.get(name)!, unit: 'MiB' });
    reset();
  }
  const more = peaks.get(title)! - peaks.get('each of 10')!;
  const value = (more * 1000) / items;
  rows.push({ name: `${title}, memory of 1000 items`, value, unit: 'MiB', bound: { limit: 12 } });
  return rows;
}

function writeEach(folder: string, items: number): void {
  mkdirSync(join(folder, '.omne'), { recursive: true });
  writeFileSync(
    join(folder, 'pipe.yml'),
    `name: bench
version: 1
max_parallel: 2
nodes:
  - id: items
    bash: seq 1 ${items}
    outputs: lines
  - id: all
    depends_on: [items]
    each: { in: nodes.items.outputs, shell: sh, bash: "true" }
`,
  );
}
