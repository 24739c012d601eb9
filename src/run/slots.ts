import { createHeap, type Heap } from '../core/heap.ts';
import type { Aborts } from './aborts.ts';

/** How many leaves may run at a time under it: a run, an included pipe or a pool. */
export interface Cap {
  readonly limit: number;
  used: number;
}

/** A leaf that wants to run. */
export interface Want {
  /** Every one of them must have room; the same list for the same caps, so that their queues are few. */
  readonly caps: readonly Cap[];
  readonly rank: Rank;
  /** Whose end ends the wait, too. */
  readonly aborts: Aborts;
}

/** Where a node stands among those that wait. */
export interface Rank {
  /** The longest remaining path of its top-level node: the higher goes first. */
  readonly distance: number;
  /** The top-level node's place in the file; of equal ones who came first. */
  readonly index: number;
}

/** Gives the place back; once. */
export type Release = () => void;

/** Who may run next. Only leaves hold a place, and never while they wait for anything but their process. */
export interface Slots {
  /** Settles when every cap has room; with `undefined` when it was aborted before. */
  readonly take: (want: Want) => Promise<Release | undefined>;
}

interface Waiting extends Want {
  readonly arrival: number;
  readonly grant: (release: Release) => void;
  isOver: boolean;
}

interface Line {
  readonly caps: readonly Cap[];
  readonly heap: Heap<Waiting>;
}

/** The slots of one run. A want costs the logarithm of those that wait under the same caps. */
export function createSlots(): Slots {
  const lines = new Map<readonly Cap[], Line>();
  let arrivals = 0;
  let isServing = false;

  const lineOf = (caps: readonly Cap[]): Line => {
    const known = lines.get(caps);
    if (known !== undefined) return known;
    const line = { caps, heap: createHeap<Waiting>(goesBefore) };
    lines.set(caps, line);
    return line;
  };

  // What was called off while it waited is still in its line, until it comes up.
  const headOf = ({ heap }: Line): Waiting | undefined => {
    while (heap.peek()?.isOver === true) heap.pop();
    return heap.peek();
  };

  const next = (): Line | undefined => {
    let best: { readonly line: Line; readonly head: Waiting } | undefined;
    for (const line of lines.values()) {
      if (!hasRoom(line.caps)) continue;
      const head = headOf(line);
      // Included pipes make new lines all the time.
      if (head === undefined) lines.delete(line.caps);
      else if (best === undefined || goesBefore(head, best.head)) best = { line, head };
    }
    return best?.line;
  };

  // A turn later: whoever asks at the same moment takes part, so that the order of asking decides nothing.
  const serveSoon = (): void => {
    if (isServing) return;
    isServing = true;
    void Promise.resolve().then(serve);
  };

  const serve = (): void => {
    isServing = false;
    for (let line = next(); line !== undefined; line = next()) {
      const waiting = line.heap.pop()!;
      waiting.isOver = true;
      waiting.grant(occupy(waiting.caps));
    }
  };

  const occupy = (caps: readonly Cap[]): Release => {
    for (const cap of caps) cap.used++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      for (const cap of caps) cap.used--;
      serveSoon();
    };
  };

  return {
    take: (want) => {
      if (want.aborts.aborted() !== undefined) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const forget = want.aborts.watch(() => {
          waiting.isOver = true;
          resolve(undefined);
        });
        const grant = (release: Release) => {
          forget();
          resolve(release);
        };
        const waiting: Waiting = { ...want, arrival: arrivals++, grant, isOver: false };
        lineOf(want.caps).heap.push(waiting);
        serveSoon();
      });
    },
  };
}

const hasRoom = (caps: readonly Cap[]): boolean => caps.every((cap) => cap.used < cap.limit);

function goesBefore(a: Waiting, b: Waiting): boolean {
  if (a.rank.distance !== b.rank.distance) return a.rank.distance > b.rank.distance;
  return a.rank.index === b.rank.index ? a.arrival < b.arrival : a.rank.index < b.rank.index;
}
