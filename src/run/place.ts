import type { Aborts } from './aborts.ts';
import { isLeaf } from './leaf.ts';
import { afterwards } from './resume.ts';
import type { Turn } from './turn.ts';

/** What came of it; `isCalledOff`: there was no place for it before all was called off. */
export type Placed<T> = { readonly isCalledOff: true } | { readonly isCalledOff: false; readonly value: T };

/** Runs a process of a node that is not its body: a leaf has its place still, a container takes one for as long. */
export async function withPlace<T>(
  { node, id, scope }: Turn,
  aborts: Aborts,
  run: () => Promise<T>,
): Promise<Placed<T>> {
  const { engine, caps, rank } = scope;
  const { resume } = engine;
  if (resume !== undefined && !isLeaf(node.body)) await resume.replay.toRun(aborts);
  const place = isLeaf(node.body)
    ? () => undefined
    : await engine.slots.take({ caps: engine.capsOf(caps, undefined), rank, aborts });
  if (place === undefined) return { isCalledOff: true };
  try {
    // A leaf words its own aborts; after a fault nothing begins any more.
    if (aborts.aborted() !== undefined && (!isLeaf(node.body) || engine.isFaulty()))
      return { isCalledOff: true };
    resume?.changeIn(id, afterwards(id));
    return { isCalledOff: false, value: await run() };
  } finally {
    place();
  }
}
