/** A number from 0 up to 1; the only place that asks for chance. */
export const chance = (): number => Math.random();
