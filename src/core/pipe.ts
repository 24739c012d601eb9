import type { Place } from './place.ts';
import type { Template } from './template.ts';

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
  | LoopBody;

export interface LoopBody {
  readonly kind: 'loop';
  readonly turn: { readonly prompt: Template } | { readonly command: string };
  /** Trimmed; never empty, never `BLOCKED`. */
  readonly until: string;
  readonly maxIterations: number;
  readonly freshContext: boolean;
}

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
  readonly id: string;
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
  /** Absent when the file gave none, several or an ill-formed one: a problem says which. */
  readonly body?: Body;
}

/** A path of keys and indexes into the pipe file, such as `['nodes', 3, 'depends_on', 0]`. */
export type Path = readonly (string | number)[];

/** Where a value stands in the file; the nearest enclosing value that has a place. */
export type PlaceOf = (path: Path) => Place | undefined;
