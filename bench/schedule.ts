import { fileURLToPath } from 'node:url';
import type { Fact } from '../src/core/event.ts';
import type { Pipe, PipeNode } from '../src/core/pipe.ts';
import { type Plan, plan } from '../src/core/plan.ts';
import { createSchedule, isDone, nextSkip, nextStart, observe, type Schedule } from '../src/core/schedule.ts';

/** A pipe of so many bash nodes; each but the first depends on earlier ones, all together over so many edges. */
export function layeredPipe(nodes: number, edges: number): Pipe {
  const perNode = Math.ceil(edges / nodes);
  let seed = 1;
  // A small generator of our own: the same graph every time.
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const common = { triggerRule: 'all_success', env: new Map(), passEnv: [], allowedTools: [] } as const;
  const list = Array.from({ length: nodes }, (_, at): PipeNode => {
    const targets = new Set<number>();
    if (at > 0) targets.add(at - 1);
    while (targets.size < Math.min(perNode, at)) targets.add(next(at));
    const dependsOn = [...targets].map((target) => `node-${target}`);
    return { ...common, id: `node-${at}`, dependsOn, body: { kind: 'bash', script: 'true' } };
  });
  return { name: 'bench', inputs: [], env: new Map(), passEnv: [], maxParallel: 16, nodes: list };
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
    for (let node = nextStart(schedule); node !== undefined; node = nextStart(schedule)) {
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
export function scheduleBench(nodes: number, edges: number): number {
  const pipe = layeredPipe(nodes, edges);
  const startedMs = performance.now();
  simulate(planFully(pipe));
  return performance.now() - startedMs;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Both sizes, interleaved, so that a slow moment of the machine hits both. */
export function scheduleRatio(rounds: number): { smallMs: number; largeMs: number; ratio: number } {
  const small: number[] = [];
  const large: number[] = [];
  // The first round warms the compiler and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const pair = [scheduleBench(10_000, 100_000), scheduleBench(100_000, 1_000_000)] as const;
    if (round === 0) continue;
    small.push(pair[0]);
    large.push(pair[1]);
  }
  const ratio = median(large.map((ms, round) => ms / small[round]!));
  return { smallMs: median(small), largeMs: median(large), ratio };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { smallMs, largeMs, ratio } = scheduleRatio(7);
  console.log(`10,000 nodes, 100,000 edges     ${smallMs.toFixed(0)} ms`);
  console.log(`100,000 nodes, 1,000,000 edges  ${largeMs.toFixed(0)} ms (target: under 2000)`);
  console.log(`ratio                           ${ratio.toFixed(1)} (target: at most 12)`);
}
