import type { Pipe } from './pipe.ts';
import type { Plan } from './plan.ts';
import type { Mistake, Problem } from './problem.ts';
import type { Result } from './result.ts';

/** What the volume holds for a pipe: facts of the file system, so that planning stays pure. */
export interface Catalog {
  readonly commands: ReadonlyMap<string, CommandFile>;
  /** Only gates the pipe names are looked up. */
  readonly hooks: ReadonlyMap<string, Hook>;
  /** Absent when nobody looked, e.g. in `validate`. */
  readonly agentFound?: boolean;
  /** The pipes it includes, by their paths as written; one whose own problems are told elsewhere is left out. */
  readonly includes?: ReadonlyMap<string, Included>;
}

/** An included pipe as found. */
export type Included =
  | {
      readonly kind: 'found';
      readonly pipe: Pipe;
      /** Plans it, once however often it is included; the problems name its file. */
      readonly plan: () => Result<Plan, readonly Problem[]>;
    }
  | { readonly kind: 'unusable'; readonly mistake: Mistake };

/** A command file as read: frontmatter split off the body. */
export interface CommandFile {
  /** Relative to the volume root. */
  readonly path: string;
  readonly body: string;
  readonly model?: string;
  readonly allowedTools?: readonly string[];
}

/** What a look for a hook found; paths are relative to the volume root. */
export type Hook =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'outside'; readonly directory: string; readonly path: string }
  | { readonly kind: 'unusable'; readonly path: string; readonly reason: string };
