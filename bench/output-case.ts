import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startArtifactService } from '../test/rig/artifact-service.ts';
import { actionCommand } from './action.ts';
import { OURS, type Site, setUp } from './contenders.ts';
import { fan, type Graph } from './graph.ts';
import { compare } from './graph-case.ts';
import { type Command, interleave, peak, time } from './measure.ts';
import type { Row } from './table.ts';

const MiB = 1024 * 1024;

/** One node that prints `bytes`: wall beside a plain redirection, and peak memory, in the CLI and in the Action. */
export async function runOutputCase(site: Site, rounds: number, bytes: number): Promise<Row[]> {
  const large = printing(site, bytes);
  if (large === undefined) return [{ name: 'output', unit: 'x', note: 'no dist/cli.js' }];
  const title = `output ${bytes / MiB} MiB`;
  const walls = await wallRows(title, rounds, large);
  return [...walls, ...(await peakRows(site, title, large)), ...(await actionRows(site, title, bytes))];
}

interface Printing {
  readonly folder: string;
  readonly body: string;
  readonly bytes: number;
  readonly reset: () => void;
  readonly cli: (log: 'stream' | 'quiet') => Command;
}

function printing(site: Site, bytes: number): Printing | undefined {
  const body = `yes | head -c ${bytes}`;
  const graph: Graph = { ...fan(1, 1, body), name: `output ${bytes}` };
  const ready = setUp(site, OURS, graph);
  if (ready === undefined) return undefined;
  const { folder, command, reset } = ready;
  const cli = (log: 'stream' | 'quiet'): Command => ({
    ...command,
    args: [command.args[0]!, 'run', 'pipe.yml', '--log', log],
  });
  return { folder, body, bytes, reset, cli };
}

async function wallRows(title: string, rounds: number, large: Printing): Promise<Row[]> {
  const { folder, body, bytes, reset } = large;
  const plainFile = join(folder, 'plain.out');
  const plain: Command = { ...large.cli('quiet'), file: 'sh', args: ['-c', `{ ${body}; } > ${plainFile}`] };
  const cli = (name: string, log: 'stream' | 'quiet') => ({
    name,
    reset,
    run: async () => {
      const { wallMs } = await time(large.cli(log), 'null');
      checkCapture(folder, bytes);
      return wallMs;
    },
  });
  const trials = [
    cli('ours, live log', 'stream'),
    cli('ours', 'quiet'),
    { name: 'sh > file', reset, run: async () => (await time(plain, 'null')).wallMs },
  ];
  const samples = await interleave(trials, rounds);
  reset();
  const against = 'sh > file';
  return [
    compare(title, samples, { name: 'ours, live log', against, bound: { limit: 1.3 } }),
    compare(title, samples, { name: 'ours', against, bound: { limit: 1.3 } }),
  ];
}

// Through a pipe, as a runner reads it: where output waits, it would wait in memory.
async function peakRows(site: Site, title: string, large: Printing): Promise<Row[]> {
  const small = printing(site, MiB)!;
  const of = async (each: Printing) => {
    each.reset();
    const value = await peak(each.cli('stream'), 'pipe');
    checkCapture(each.folder, each.bytes);
    each.reset();
    return value;
  };
  const [most, least] = [await of(large), await of(small)];
  return [
    { name: `${title}: peak, live log`, value: most, unit: 'MiB', bound: { limit: 72 } },
    { name: `${title}: peak above that of 1 MiB`, value: most - least, unit: 'MiB', bound: { limit: 8 } },
  ];
}

async function actionRows(site: Site, title: string, bytes: number): Promise<Row[]> {
  const name = `${title}: peak, Action with upload`;
  if (!existsSync(join(site.dist, 'index.js'))) return [{ name, unit: 'MiB', note: 'no dist/index.js' }];
  await using service = await startArtifactService();
  const { folder, reset } = printing(site, bytes)!;
  reset();
  const value = await peak(actionCommand(site, folder, service), 'pipe');
  checkCapture(folder, bytes);
  if (service.artifacts.size !== 1)
    throw new Error(`the Action uploaded ${service.artifacts.size} artifacts`);
  reset();
  return [{ name, value, unit: 'MiB', bound: { limit: 110 } }];
}

function checkCapture(folder: string, bytes: number): void {
  const runs = join(folder, '.omne/var/runs');
  const sizes = readdirSync(runs).map((run) => statSync(join(runs, run, 'nodes/n0.out')).size);
  if (sizes.length !== 1 || sizes[0] !== bytes) throw new Error(`captured ${sizes} bytes, not ${bytes}`);
}
