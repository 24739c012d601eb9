const FLAGS = ['opt', 'maglev'] as const;

/** Whether this V8 has both tiers and uses them by default (V8 12.4, Node 22): elsewhere nobody measured. */
const isKnown = Number(process.versions.v8.split('.')[0]) >= 12;

/**
 * Stops V8 from optimising what is not optimised yet. A run spends its time in the kernel's fork, which copies our page
 * tables: the compilers' memory, and their threads beside the children, cost a graph of many nodes a third of its time.
 */
export const restOptimiser = (): void => set('no-');

/** Lets it optimise again: for what chews through bytes, such as the staging of an artifact. */
export const wakeOptimiser = (): void => set('');

function set(prefix: string): void {
  if (!isKnown) return;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of FLAGS) setFlagsFromString(`--${prefix}${flag}`);
}
