import type { Past, PastNode } from '../core/past.ts';
import type { NodeState } from '../core/state.ts';
import type { Clock } from './ports.ts';
import { Replay } from './replay.ts';

/** What a resumed run knows of the one before, and what of it has come out as it did then. */
export class Resume {
  readonly replay: Replay;
  readonly #past: Past;
  readonly #same = new Set<string>();
  readonly #changedIn = new Map<string, string>();
  readonly #lastIn = new Map<string, string>();

  constructor(past: Past, clock: Clock) {
    this.#past = past;
    this.replay = new Replay(clock);
  }

  get past(): Past {
    return this.#past;
  }

  before(id: string): PastNode | undefined {
    return this.#past.nodes.get(id);
  }

  /** The turn of a node that was taken over and calls others off. */
  toCallOff(id: string): Promise<void> {
    return this.replay.toCallOff(this.before(id)?.endedAt ?? 0);
  }

  /** Whether that node came to what it came to then, and nothing of it ran. */
  isSame(id: string): boolean {
    return this.#same.has(id);
  }

  /** Tells how a node came out, before anybody acts on it. */
  settle(node: NodeState, isSame: boolean): void {
    const { id, parent, status } = node;
    if (isSame) this.#same.add(id);
    else if (parent !== undefined) this.changeIn(parent, afterwards(id, status));
  }

  /** Why nothing later in that body can be taken over any more; absent: it can. */
  changedIn(id: string): string | undefined {
    return this.#changedIn.get(id);
  }

  /** Of what happens in a body the first thing that is not as it was is the reason for all that follows. */
  changeIn(id: string, why: string): void {
    if (!this.#changedIn.has(id)) this.#changedIn.set(id, why);
  }

  /** What is out of order when this step comes now; absent: what came before it then came before it now. */
  stepChange(parent: string, id: string): string | undefined {
    const last = this.#lastIn.get(parent);
    if (last === this.before(id)?.previous) return undefined;
    return last === undefined ? 'it is the first step now' : `it comes after \`${last}\` now`;
  }

  /** Tells that a step ran or was passed over. */
  passStep(parent: string, id: string): void {
    this.#lastIn.set(parent, id);
  }
}

/** Why what comes after that node runs again. */
export const afterwards = (id: string, status?: NodeState['status']): string =>
  status === 'skipped' ? `after \`${id}\`, which was skipped` : `after \`${id}\`, which ran again`;
