import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startArtifactService } from '../test/rig/artifact-service.ts';
import { actionCommand } from './action.ts';
import { OURS, type SetUp, type Site, setUp } from './contenders.ts';
import { fan, type Graph } from './graph.ts';
import { type Comparison, compare } from './graph-case.ts';
import { type Command, interleave, type Trial, time } from './measure.ts';
import type { Row } from './table.ts';

const against = 'node -e 0';
const comparisons: readonly Comparison[] = [
  { name: 'cli --version', against, bound: { limit: 1.4, stretch: 1.2 } },
  { name: 'cli run, one node', against, bound: { limit: 2.5, stretch: 1.9 } },
  { name: 'Action to its first node', against, bound: { limit: 4, stretch: 1.7 } },
];

/** Start-up of both bundles beside a Node that does nothing. */
export async function runStartupCase(site: Site, rounds: number): Promise<Row[]> {
  await using service = await startArtifactService();
  const one: Graph = { ...fan(1, 1), name: 'start' };
  const cli = setUp(site, OURS, one);
  const stamp = join(site.folder, 'first-node');
  const action = setUp(site, OURS, { ...one, name: 'start action', body: `date +%s%N > ${stamp}` });
  const trials: Trial[] = [];
  if (cli !== undefined) {
    const node = (args: readonly string[]): Command => ({ ...cli.command, args });
    trials.push(
      wall(against, cli, node(['-e', '0'])),
      wall('cli --version', cli, node([cli.command.args[0]!, '--version'])),
      wall('cli run, one node', cli, cli.command),
    );
  }
  if (action !== undefined && existsSync(join(site.dist, 'index.js'))) {
    const run = async () => {
      const { startedMs } = await time(actionCommand(site, action.folder, service));
      return Number(readFileSync(stamp, 'utf8')) / 1e6 - startedMs;
    };
    trials.push({ name: 'Action to its first node', reset: action.reset, run });
  }
  await interleave(trials, 1);
  const samples = await interleave(trials, rounds);
  return comparisons.map((comparison) => compare('start-up', samples, comparison));
}

const wall = (name: string, { reset }: SetUp, command: Command): Trial => ({
  name,
  reset,
  run: async () => (await time(command)).wallMs,
});
