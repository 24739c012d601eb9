/** The part of `@actions/core` we use. */
export type Toolkit = typeof import('@actions/core');

/** Loads the toolkit from its own chunk: while nodes run, never on the way to the first. */
export const toolkit = (): Promise<Toolkit> => import('@actions/core');
