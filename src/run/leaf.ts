import type { PlanBody } from '../core/plan.ts';

const LEAVES: ReadonlySet<PlanBody['kind']> = new Set(['script', 'agent', 'loop']);

/** Whether a body runs processes itself, and so has captures and holds a place. */
export const isLeaf = ({ kind }: PlanBody): boolean => LEAVES.has(kind);
