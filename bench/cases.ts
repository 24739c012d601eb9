import type { Site } from './contenders.ts';
import { runEachCase } from './each-case.ts';
import { chain, fan, type Graph, layers } from './graph.ts';
import { type Comparison, type GraphCase, runGraphCase } from './graph-case.ts';
import { runOutputCase } from './output-case.ts';
import { scheduleRatio } from './schedule.ts';
import { runStartupCase } from './startup-case.ts';
import type { Row } from './table.ts';

/** How much is measured. */
export interface Effort {
  readonly rounds: number;
  /** Smaller graphs and less output: to see that the bench works, not to publish. */
  readonly quick: boolean;
}

/** A part of the table. */
export interface Case {
  readonly name: string;
  readonly run: (site: Site, effort: Effort) => Promise<readonly Row[]>;
}

const overheadBounds: readonly Comparison[] = [
  { name: 'ours', against: 'node floor', bound: { limit: 1.3, stretch: 1.15 } },
  { name: 'ours, default log', against: 'node floor', bound: { limit: 1.3, stretch: 1.15 } },
  { name: 'ours', against: 'ninja', bound: { limit: 2.8, stretch: 2.4 } },
  { name: 'ours', against: 'make' },
  { name: 'node floor', against: 'ninja' },
  { name: 'go-task', against: 'ours', bound: { limit: 1.8, stretch: 2.3, atLeast: true } },
  { name: 'wireit', against: 'ours', bound: { limit: 1.8, stretch: 2.2, atLeast: true } },
];

const graphCase = (
  name: string,
  make: (quick: boolean) => Omit<GraphCase, 'graph'> & { graph: Graph },
): Case => ({
  name,
  run: (site, { rounds, quick }) => runGraphCase(site, rounds, make(quick)),
});

/** The cases, in the order of the table. */
export const CASES: readonly Case[] = [
  graphCase('chain', (quick) => ({ graph: chain(quick ? 50 : 200), comparisons: overheadBounds })),
  graphCase('fan2', (quick) => ({ graph: fan(quick ? 200 : 1000, 2), comparisons: overheadBounds })),
  graphCase('fan8', (quick) => ({ graph: fan(quick ? 200 : 1000, 8), comparisons: overheadBounds })),
  graphCase('layers', (quick) => ({
    graph: layers(quick ? 8 : 20, 50),
    comparisons: [
      { name: 'ours', against: 'node floor', bound: { limit: 2.6 } },
      { name: 'ours', against: 'ninja' },
      { name: 'node floor', against: 'ninja' },
      { name: 'wireit', against: 'ours' },
    ],
    // 3 ms an edge.
    without: ['go-task', 'ours, default log'],
    peakMiB: 250,
  })),
  graphCase('sleep', () => ({
    graph: { ...fan(100, 100, 'sleep 0.1'), name: 'sleep 0.1 x 100 par 100' },
    comparisons: [
      { name: 'ours', against: 'ninja', bound: { limit: 1.6, stretch: 1.45 } },
      { name: 'ours', against: 'node floor' },
    ],
  })),
  {
    name: 'each',
    run: (site, { rounds, quick }) => runEachCase(site, Math.min(rounds, 3), quick ? 500 : 10_000),
  },
  {
    name: 'output',
    run: (site, { rounds, quick }) => runOutputCase(site, rounds, (quick ? 128 : 1024) * 1024 * 1024),
  },
  { name: 'startup', run: (site, { rounds }) => runStartupCase(site, rounds * 4) },
  { name: 'schedule', run: runScheduleCase },
];

// In this process, hence last: the graphs' memory would make every later spawn dearer.
function runScheduleCase(_: Site, { rounds, quick }: Effort): Promise<readonly Row[]> {
  const { largeMs, ratio } = scheduleRatio(quick ? 1 : rounds);
  return Promise.resolve([
    { name: 'plan and schedule, 10 x the graph', value: ratio, unit: 'x', bound: { limit: 12 } },
    {
      name: 'plan and schedule, 100,000 nodes and 1,000,000 edges',
      value: largeMs / 1000,
      unit: 's',
      bound: { limit: 2 },
    },
  ]);
}
