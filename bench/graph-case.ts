import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Contender,
  FLOOR,
  OURS,
  OURS_LOGGING,
  PEERS,
  type SetUp,
  type Site,
  setUp,
} from './contenders.ts';
import { checkOrder, type Graph } from './graph.ts';
import { interleave, median, paired, peak, type Samples, time } from './measure.ts';
import type { Bound, Row } from './table.ts';

/** A ratio to show: `name` over `against`, both names of contenders. */
export interface Comparison {
  readonly name: string;
  readonly against: string;
  readonly bound?: Bound;
}

/** A graph and what is compared on it. */
export interface GraphCase {
  readonly graph: Graph;
  readonly comparisons: readonly Comparison[];
  /** Contenders that would take minutes here. */
  readonly without?: readonly string[];
  /** The bound of our peak memory, in MiB. */
  readonly peakMiB?: number;
}

/** Verifies, then times every contender that is here. Throws when one does not run the graph as it should. */
export async function runGraphCase(site: Site, rounds: number, graphCase: GraphCase): Promise<Row[]> {
  const { graph, without = [], comparisons, peakMiB } = graphCase;
  const contenders = [OURS, OURS_LOGGING, FLOOR, ...PEERS].filter(({ name }) => !without.includes(name));
  const present = new Map<string, SetUp>();
  for (const contender of contenders) {
    await verify(site, contender, graph);
    const ready = setUp(site, contender, graph);
    if (ready !== undefined) present.set(contender.name, ready);
  }
  const trials = [...present].map(([name, { command, reset }]) => ({
    name,
    reset,
    run: async () => (await time(command)).wallMs,
  }));
  const samples = await interleave(trials, rounds);
  const rows = comparisons.map((comparison) => compare(graph.name, samples, comparison));
  const own = present.get(OURS.name);
  if (peakMiB === undefined || own === undefined) return rows;
  own.reset();
  const value = await peak(own.command);
  return [...rows, { name: `${graph.name}: peak memory`, value, unit: 'MiB', bound: { limit: peakMiB } }];
}

/** One row of a comparison, from the samples of a case. */
export function compare(title: string, samples: Samples, { name, against, bound }: Comparison): Row {
  const values = paired(samples, name, against);
  const missing = [name, against].find((each) => samples.get(each) === undefined);
  return {
    name: `${title}: ${name} / ${against}`,
    unit: 'x',
    ...(bound !== undefined && { bound }),
    ...(missing !== undefined && { note: `no ${missing}` }),
    ...(missing === undefined && {
      value: median(values),
      values,
      wallMs: [median(samples.get(name)!), median(samples.get(against)!)],
    }),
  };
}

// Before anything is timed: the same graph with a body that leaves a line.
async function verify(site: Site, contender: Contender, graph: Graph): Promise<void> {
  const name = `${graph.name} verified`;
  const ran = join(site.folder, `${name}-${contender.name}.log`.replaceAll(' ', '-'));
  const ready = setUp(site, contender, { ...graph, name, body: `echo {} >> ${ran}` });
  if (ready === undefined) return;
  ready.reset();
  await time(ready.command);
  const ids = readFileSync(ran, 'utf8').trimEnd().split('\n');
  const unordered = { ...graph, nodes: graph.nodes.map(({ id }) => ({ id, needs: [] })) };
  const wrong = checkOrder(contender.knowsOrder ? graph : unordered, ids);
  if (wrong !== undefined) throw new Error(`${contender.name} on ${graph.name}: ${wrong}`);
  ready.reset();
}
