import type { Json, JsonMap } from './json.ts';
import type { Place } from './place.ts';
import type { Expression, Template } from './template.ts';

/** A pipe file after its shape was checked: authored values, nothing resolved, no default filled in. */
export interface Pipe {
  readonly name: string;
  readonly description?: string;
  readonly inputs: readonly InputSpec[];
  readonly env: Env;
  readonly passEnv: readonly string[];
  readonly defaultModel?: string;
  readonly maxParallel?: number;
  readonly timeoutMs?: number;
  readonly failureMode?: FailureMode;
  /** Names of pools and how many leaf nodes of each may run at a time. */
  readonly pools: ReadonlyMap<string, number>;
  readonly outputs: ReadonlyMap<string, Template>;
  readonly nodes: readonly PipeNode[];
}

/** Environment entries in authored order. */
export type Env = ReadonlyMap<string, Template>;

export type InputType = 'string' | 'number' | 'boolean' | 'choice';

export interface InputSpec {
  readonly key: string;
  readonly type: InputType;
  readonly options: readonly string[];
  readonly required: boolean;
  readonly secret: boolean;
  readonly default?: string | number | boolean;
  readonly description?: string;
}

/** What a node runs. */
export type Body =
  | { readonly kind: 'bash'; readonly script: string }
  | { readonly kind: 'prompt'; readonly prompt: Template }
  | { readonly kind: 'command'; readonly command: string }
  | LoopBody
  | StepsBody
  | ParallelBody
  | EachBody
  | { readonly kind: 'join'; readonly of: readonly string[] }
  | IncludeBody
  | ControlBody;

/** Again and again, until one of its ends is reached; every end is looked at after an iteration. */
export interface LoopBody {
  readonly kind: 'loop';
  /** An agent's turn, in one conversation; or a body of any other kind, whose iterations are nodes of their own. */
  readonly turn: { readonly prompt: Template } | { readonly command: string } | { readonly node: PipeNode };
  /** The line that ends it. Trimmed; never empty, never `BLOCKED`. */
  readonly until?: string;
  /** A script that ends it by exiting with 0. */
  readonly untilBash?: string;
  /** Goes on only while this is true. */
  readonly while?: Expression;
  readonly maxIterations: number;
  readonly onExhausted: 'fail' | 'complete';
  readonly freshContext: boolean;
}

/** One after the other. */
export interface StepsBody {
  readonly kind: 'steps';
  readonly steps: readonly PipeNode[];
}

/** All at once; it waits for all of them, always. */
export interface ParallelBody {
  readonly kind: 'parallel';
  readonly branches: readonly PipeNode[];
  readonly maxParallel?: number;
  /** Whether the first failure cancels the other branches. */
  readonly failFast: boolean;
  readonly ignoreErrors: boolean;
}

/** A body for each item of a list. */
export interface EachBody {
  readonly kind: 'each';
  readonly in: Expression | readonly Json[];
  /** A name for the item in expressions, beside `item`. */
  readonly as?: string;
  readonly maxParallel?: number;
  readonly onItemError: 'fail' | 'continue';
  readonly node: PipeNode;
}

/** Another pipe, its nodes below this one. */
export interface IncludeBody {
  readonly kind: 'pipe';
  /** As written: a path relative to the including file, or a name. */
  readonly path: string;
  readonly with: ReadonlyMap<string, Template>;
}

/** A step that runs nothing, but says what comes next. */
export interface ControlBody {
  readonly kind: 'control';
  readonly control: Control;
}

export type Control =
  | { readonly kind: 'set'; readonly values: ReadonlyMap<string, Template> }
  | { readonly kind: 'return'; readonly values: ReadonlyMap<string, Template> }
  | { readonly kind: 'jump'; readonly to: string }
  | { readonly kind: 'break' | 'continue' | 'skip' | 'stop' };

/** What happens when a node failed; never asked about `blocked` and cancellation. */
export interface ErrorPolicy {
  readonly retry?: Retry;
  readonly then: 'fail' | 'continue' | { readonly jump: string };
}

export interface Retry {
  /** Further attempts after the first. */
  readonly max: number;
  /** Before the first further attempt; 0: none. */
  readonly delayMs: number;
  /** What the delay is multiplied with after each further attempt. */
  readonly backoff: number;
  /** The part of each delay that is left to chance, 0 to 1. */
  readonly jitter: number;
  /** Failure kinds and exit codes that are retried; absent: all. */
  readonly on?: readonly (string | number)[];
}

/** Where a node's outputs come from. */
export type OutputSpec =
  /** What it printed, or the agent said, as one text, as a list of lines, or parsed. */
  | { readonly from: 'text'; readonly as: 'text' | 'lines' | 'json' }
  /** What it wrote to `$OMNE_OUTPUT`; these names may be read elsewhere. */
  | { readonly from: 'file'; readonly names: readonly string[] }
  /** Computed when the body completed. */
  | { readonly from: 'expressions'; readonly values: ReadonlyMap<string, Template> };

export const FAILURE_MODES = ['continue', 'no_new', 'kill'] as const;

/** What a failed top-level node does to the others: nothing; nothing new starts; what runs is ended, too. */
export type FailureMode = (typeof FAILURE_MODES)[number];

export const TRIGGER_RULES = [
  'all_success',
  'one_success',
  'first_success',
  'none_failed',
  'none_failed_min_one_success',
  'one_failed',
  'all_failed',
  'all_done',
  'always',
] as const;

/** When a node starts, from how its dependencies ended. */
export type TriggerRule = (typeof TRIGGER_RULES)[number];

export interface PipeNode {
  /** Empty for the body of a loop or an `each`, which has no id of its own. */
  readonly id: string;
  /** Where it stands in the file. */
  readonly path: Path;
  readonly description?: string;
  readonly dependsOn: readonly string[];
  readonly triggerRule: TriggerRule;
  readonly timeoutMs?: number;
  readonly gate?: string;
  readonly env: Env;
  readonly passEnv: readonly string[];
  readonly shell?: string;
  readonly model?: string;
  readonly allowedTools: readonly string[];
  /** Skipped with reason `when` unless this is true. */
  readonly when?: Expression;
  readonly onError?: ErrorPolicy;
  /** Absorbs the failure that a `one_failed` or `all_failed` node was started by. */
  readonly recovers: boolean;
  readonly outputs?: OutputSpec;
  /** A JSON Schema that an agent's answer must fit. */
  readonly outputSchema?: JsonMap;
  readonly pool?: string;
  /** How often a step may be visited; only steps have it. */
  readonly maxVisits?: number;
  /** Absent when the file gave none, several or an ill-formed one: a problem says which. */
  readonly body?: Body;
}

/** A path of keys and indexes into the pipe file, such as `['nodes', 3, 'depends_on', 0]`. */
export type Path = readonly (string | number)[];

/** Where a value stands in the file, or the `${{` of that number in it; the nearest enclosing value that has a place. */
export type PlaceOf = (path: Path, occurrence?: number) => Place | undefined;
