import { resolve } from 'node:path';
import type { Event } from '../core/event.ts';
import { fold } from '../core/state.ts';
import { sha256 } from '../effects/crypto.ts';
import { type Outline, outlineOf } from '../report/html/outline.ts';
import { load } from './load.ts';

/** A run's plan as its pipe says it, where that is still the file that ran. */
export interface KnownPlan {
  readonly outline: Outline;
  /** The pipe file. */
  readonly file: string;
  /** Defaults of secret inputs. */
  readonly secrets: readonly string[];
}

/** Finds the plan of a run below a volume root; `undefined` when the pipe is gone, was changed, or no longer plans. Never rejects. */
export async function knownPlan(events: readonly Event[], root: string): Promise<KnownPlan | undefined> {
  const started = events.find((event) => event.type === 'pipe.started');
  if (started === undefined) return undefined;
  try {
    const { file, pipe, plan } = await load(resolve(root, started.pipe_path), root);
    if (file === undefined || plan === undefined || `sha256:${sha256(file.text)}` !== started.pipe_digest)
      return undefined;
    const secrets = (pipe?.inputs ?? []).flatMap((input) =>
      input.secret && typeof input.default === 'string' ? [input.default] : [],
    );
    return { outline: outlineOf(plan, fold(events)), file: file.path, secrets };
  } catch {
    return undefined;
  }
}
