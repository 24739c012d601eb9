/** How long an attempt of a leaf may take where its node does not say, in milliseconds; a loop's `until_bash` as well. */
export const LEAF_TIMEOUT_MS = 1_800_000;

/** How long a gate may take, in milliseconds. */
export const GATE_TIMEOUT_MS = 60_000;

/** How often a step may be visited where it does not say. */
export const MAX_VISITS = 10;
