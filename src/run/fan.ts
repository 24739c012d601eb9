import type { Failure } from '../core/failure.ts';
import type { PlanNode } from '../core/plan.ts';
import type { OpenAborts } from './aborts.ts';
import { childFailure, isCalledOff, isIgnorable, settleAll } from './children.ts';
import type { Abort } from './ports.ts';
import type { Scope } from './scope.ts';
import { type Ended, innerScope, type Signal, type Turn } from './turn.ts';

/** A child to run beside others. */
export interface Branch {
  readonly node: PlanNode;
  readonly id: string;
  /** What its scope has beside that of the others; its `vars` are a copy in any case. */
  readonly changes: Partial<Scope>;
}

export interface FanOptions {
  readonly count: number;
  readonly branch: (at: number) => Branch;
  readonly maxParallel: number;
  /** Whether a failure that may be passed over ends the others. */
  readonly failFast: boolean;
  readonly ignoreErrors: boolean;
  /** Whether `continue` ends the one child that says it; else all of them, and it goes on to the body around. */
  readonly takesContinue: boolean;
  /** Whether those that were never begun have an event each. */
  readonly tellsUnbegun: boolean;
  /** Called when a child ended. */
  readonly ended: (at: number, ended: Ended) => void;
}

/** What came of them all. */
export interface FanEnd {
  /** The first failure that counts. */
  readonly failure?: Failure;
  readonly signal?: Signal;
}

/** Runs children side by side and waits for all of them, whatever happens to one. */
export async function fanOut(turn: Turn, options: FanOptions): Promise<FanEnd> {
  const aborts = turn.aborts.open();
  const fan = new Fan(turn, aborts, options);
  try {
    return await fan.over();
  } finally {
    aborts.release();
  }
}

const LATE = Number.MAX_SAFE_INTEGER;

class Fan {
  readonly #turn: Turn;
  readonly #aborts: OpenAborts;
  readonly #options: FanOptions;
  readonly #failed: Ended[] = [];
  readonly #order: readonly number[] | undefined;
  #signal: Signal | undefined;
  #next = 0;

  constructor(turn: Turn, aborts: OpenAborts, options: FanOptions) {
    this.#turn = turn;
    this.#aborts = aborts;
    this.#options = options;
    this.#order = endedFirst(turn, options);
  }

  async over(): Promise<FanEnd> {
    const { count, maxParallel } = this.#options;
    const workers = Array.from({ length: Math.min(count, maxParallel) }, () => this.#work());
    await settleAll(workers);
    const failure = this.#failure();
    const signal = this.#signal;
    return { ...(failure !== undefined && { failure }), ...(signal !== undefined && { signal }) };
  }

  // Nothing hides a `stop`. Who was called off because of a sibling is no failure of its own.
  #failure(): Failure | undefined {
    if (this.#signal?.kind === 'stop') return undefined;
    const failed = this.#inOrder();
    const own = failed.filter((ended) => !isCalledOff(ended));
    const counting = own.length > 0 || this.#signal !== undefined ? own : failed;
    return counting.length === 0 ? undefined : childFailure(counting);
  }

  // The first that failed is told: of those that were taken over that is the first of then.
  #inOrder(): readonly Ended[] {
    const { resume } = this.#turn.scope.engine;
    if (resume === undefined) return this.#failed;
    const endThen = ({ id }: Ended) => (resume.isSame(id) ? resume.before(id)!.endedAt : LATE);
    return this.#failed.toSorted((a, b) => endThen(a) - endThen(b));
  }

  async #work(): Promise<void> {
    const { count, branch, tellsUnbegun } = this.#options;
    while (this.#next < count) {
      if (this.#aborts.aborted() !== undefined && !tellsUnbegun) return;
      const nth = this.#next++;
      const at = this.#order?.[nth] ?? nth;
      const { node, id, changes } = branch(at);
      const vars = new Map(this.#turn.scope.vars);
      const scope = innerScope(this.#turn, { ...changes, aborts: this.#aborts, vars });
      const ended = await scope.engine.execute(node, scope, id);
      const abort = this.#settle(at, ended);
      if (abort === undefined) continue;
      const { resume } = scope.engine;
      if (resume?.isSame(ended.id)) await resume.toCallOff(ended.id);
      this.#aborts.abort(abort);
    }
  }

  // What it means for the others.
  #settle(at: number, ended: Ended): Abort | undefined {
    const { failFast, ignoreErrors, takesContinue } = this.#options;
    this.#options.ended(at, ended);
    if (ended.status === 'failed') {
      const isIgnored = ignoreErrors && isIgnorable(ended);
      if (!isIgnored) this.#failed.push(ended);
      if (!isIgnored && (failFast || !isIgnorable(ended))) return { kind: 'cancelled' };
    }
    const { signal } = ended;
    if (signal === undefined || (signal.kind === 'continue' && takesContinue)) return undefined;
    if (this.#signal === undefined || signal.kind === 'stop') this.#signal = signal;
    return { kind: signal.kind === 'stop' ? 'stopped' : 'cancelled' };
  }
}

// What is taken over waits for nothing, so that it is in the journal even if this run is cut short as well.
function endedFirst({ scope, inner }: Turn, { count, branch }: FanOptions): readonly number[] | undefined {
  const { resume } = scope.engine;
  if (resume === undefined) return undefined;
  const all = Array.from({ length: count }, (_, at) => at);
  const hasEnded = all.map((at) => {
    const { status, error, interrupted } = resume.before(branch(at).id)?.state ?? {};
    const isOwn = status === 'failed' && !interrupted && error?.kind !== 'cancelled';
    return status === 'completed' || (isOwn && inner?.isFailureKept === true);
  });
  return [...all.filter((at) => hasEnded[at]), ...all.filter((at) => !hasEnded[at])];
}
