import type { PipeStarted, RecordedInput } from './event.ts';

/** What a whole run stands on, as it was recorded; where any of it differs, nothing can be taken over. */
export type Ground = Pick<PipeStarted, 'pipe' | 'inputs' | 'head'>;

/** The keyed hash of what must not be recorded of inputs: as the earlier run wrote it, and by its key now. */
export interface HiddenInputs {
  readonly recorded?: string | undefined;
  /** Absent: its key is not here. */
  readonly current?: string | undefined;
  /** Whether there is anything to hash now. */
  readonly isAny: boolean;
}

/** How a worktree compares with what a run left; `clean` can be brought to it. */
export type WorktreeVerdict = 'same' | 'clean' | { readonly different: string };

/** Why an earlier run's results are of no use on this ground, in its words for a table; `undefined` when they are. */
export function groundChange(then: Ground, now: Ground, hidden: HiddenInputs): string | undefined {
  return (
    pipeChange(then, now) ??
    headChange(then, now) ??
    inputsChange(then.inputs, now.inputs) ??
    hiddenChange(hidden)
  );
}

const pipeChange = (then: Ground, now: Ground) =>
  then.pipe === now.pipe ? undefined : `the run was one of the pipe ${then.pipe}`;

function headChange({ head: then }: Ground, { head: now }: Ground): string | undefined {
  if (then === now || (!then && !now)) return undefined;
  if (!then) return 'the run recorded no commit';
  return now ? `HEAD is ${short(now)}, it was ${short(then)}` : `there is no commit, it was ${short(then)}`;
}

const short = (commit: string) => commit.slice(0, 9);

const MAX_NAMES = 3;

function inputsChange(then: readonly RecordedInput[], now: readonly RecordedInput[]): string | undefined {
  const before = new Map(then.map(({ key, value }) => [key, value]));
  const after = new Map(now.map(({ key, value }) => [key, value]));
  const keys = new Set([...after.keys(), ...before.keys()]);
  const changed = [...keys].filter((key) => before.get(key) !== after.get(key)).map((key) => `\`${key}\``);
  if (changed.length === 0) return undefined;
  const more = changed.length > MAX_NAMES ? ` and ${changed.length - MAX_NAMES} more` : '';
  return `the input${changed.length === 1 ? '' : 's'} ${changed.slice(0, MAX_NAMES).join(', ')}${more} changed`;
}

// What is kept of them says whether they are the same, and nothing else.
function hiddenChange({ recorded, current, isAny }: HiddenInputs): string | undefined {
  if (!recorded && !isAny) return undefined;
  if (!recorded) return 'the run recorded nothing to compare secret inputs with';
  if (!current) return 'secret inputs cannot be compared: the key the run hashed them with is not here';
  return recorded === current ? undefined : 'a secret input changed';
}
