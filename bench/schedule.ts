import { fileURLToPath } from 'node:url';
import type { Fact } from '../src/core/event.ts';
import type { Pipe, PipeNode } from '../src/core/pipe.ts';
import type { Plan } from '../src/core/plan.ts';
import { plan } from '../src/core/plan-pipe.ts';
import { createSchedule, isDone, nextReady, nextSkip, observe, type Schedule } from '../src/core/schedule.ts';

/**
 * A chain of so many bash nodes, each also in need of others at most `reach` before it, so many edges in all. Without
 * a `reach` the edges go anywhere: then a larger graph also costs more for each edge, as it leaves the caches. A
 * node's id is one string wherever it stands, as our parser has it; `isFresh` makes one of each dependency.
 */
export function tangledPipe(
  nodes: number,
  edges: number,
  reach = Number.POSITIVE_INFINITY,
  isFresh = false,
): Pipe {
  const perNode = Math.ceil(edges / nodes);
  let seed = 1;
  // A small generator of our own: the same graph every time.
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const common = {
    triggerRule: 'all_success',
    path: ['nodes'],
    env: new Map(),
    passEnv: [],
    allowedTools: [],
    recovers: false,
  } as const;
  const names = Array.from({ length: nodes }, (_, at) => `node-${at}`);
  const list = Array.from({ length: nodes }, (_, at): PipeNode => {
    const targets = new Set<number>();
    if (at > 0) targets.add(at - 1);
    while (targets.size < Math.min(perNode, at, reach)) targets.add(at - 1 - next(Math.min(at, reach)));
    const dependsOn = [...targets].map((target) => (isFresh ? `node-${target}` : names[target]!));
    return { ...common, id: names[at]!, dependsOn, body: { kind: 'bash', script: 'true' } };
  });
  const none = { inputs: [], env: new Map(), passEnv: [], pools: new Map(), outputs: new Map() };
  return { name: 'bench', ...none, maxParallel: 16, nodes: list };
}

/** Plans a pipe that has no problems. */
export function planFully(pipe: Pipe): Plan {
  const result = plan(pipe, { commands: new Map(), hooks: new Map() }, () => undefined);
  if (!result.ok) throw new Error(JSON.stringify(result.error.slice(0, 3)));
  return result.value;
}

/** Runs a plan's whole schedule without running anything: the nodes end in the order they started. */
export function simulate(planned: Plan, isFailing: (id: string) => boolean = () => false): Schedule {
  const schedule = createSchedule(planned);
  const running: string[] = [];
  let ended = 0;
  while (!isDone(schedule)) {
    for (let skip = nextSkip(schedule); skip !== undefined; skip = nextSkip(schedule)) {
      see(schedule, { type: 'node.skipped', node_id: skip.node.id, reason: skip.reason });
    }
    for (let node = nextReady(schedule); node !== undefined; node = nextReady(schedule)) {
      see(schedule, { type: 'node.started', node_id: node.id, kind: node.kind });
      running.push(node.id);
    }
    const id = running[ended++];
    if (id !== undefined) see(schedule, endOf(id, isFailing(id)));
  }
  return schedule;
}

const STAMP = { id: '', ts: '', run_id: '', seq: 0, mono_ms: 0, h: '' };
const see = (schedule: Schedule, fact: Fact) => observe(schedule, { ...fact, ...STAMP });

function endOf(id: string, isFailing: boolean): Fact {
  const common = { node_id: id, output_path: '', duration_ms: 0, attempt: 1 };
  if (isFailing) return { type: 'node.failed', error: { kind: 'crash' }, ...common };
  return { type: 'node.completed', ...common };
}

/** Milliseconds for planning and scheduling a whole graph of this size; making the pipe is not counted. */
export function scheduleBench(nodes: number, edges: number, reach?: number, isFresh?: boolean): number {
  const pipe = tangledPipe(nodes, edges, reach, isFresh);
  const startedMs = performance.now();
  simulate(planFully(pipe));
  return performance.now() - startedMs;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const SMALL = [10_000, 100_000] as const;
const LARGE = [100_000, 1_000_000] as const;

export interface ScheduleRatio {
  readonly smallMs: number;
  readonly largeMs: number;
  readonly ratio: number;
}

/** Medians over rounds of ten small graphs and a large one: as much work on both sides, garbage collection included. */
export function scheduleRatio(rounds: number, reach?: number, isFresh?: boolean): ScheduleRatio {
  const pairs = Array.from({ length: rounds + 1 }, () => {
    let smallMs = 0;
    for (let i = 0; i < 10; i++) smallMs += scheduleBench(...SMALL, reach, isFresh) / 10;
    return { smallMs, largeMs: scheduleBench(...LARGE, reach, isFresh) };
  });
  // The first round warms the compiler and is not counted.
  const counted = pairs.slice(1);
  return {
    smallMs: median(counted.map(({ smallMs }) => smallMs)),
    largeMs: median(counted.map(({ largeMs }) => largeMs)),
    ratio: median(counted.map(({ smallMs, largeMs }) => largeMs / smallMs)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log('plan() and a whole simulated schedule; targets: ratio at most 12, large under 2000 ms\n');
  console.log('edges reach              10,000 / 100,000   100,000 / 1,000,000   ratio');
  const row = (name: string, reach?: number, isFresh?: boolean) => {
    const { smallMs, largeMs, ratio } = scheduleRatio(7, reach, isFresh);
    const cells = [`${smallMs.toFixed(0)} ms`.padStart(16), `${largeMs.toFixed(0)} ms`.padStart(19)];
    console.log(`${name.padEnd(22)}   ${cells.join('   ')}   ${ratio.toFixed(1).padStart(5)}`);
  };
  row('1000', 1000);
  row('anywhere');
  row('anywhere, fresh names', undefined, true);
}
