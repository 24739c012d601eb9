import { withoutControls } from '../core/control-characters.ts';
import { errorWords } from '../core/failure.ts';
import type { RunState } from '../core/state.ts';
import { type Ailing, ailing } from './ailing.ts';
import type { Outline } from './html/outline.ts';
import { clip, oneLine, plural } from './words.ts';

/** GitHub shows so many of a step; the verdict is one of them. */
export const MAX_ANNOTATIONS = 10;
/** GitHub cuts a longer message. */
export const MAX_ANNOTATION_CHARS = 4096;
const MAX_TITLE = 200;

/** A note on the pipe file. */
export interface Annotation {
  /** `notice`: the run went on all the same. */
  readonly level: 'error' | 'notice';
  readonly title: string;
  readonly message: string;
  /** In the pipe file; absent where the plan is not known. */
  readonly line?: number;
}

/** A run's notes, and how many failed nodes there was no room for. */
export interface Annotations {
  readonly shown: readonly Annotation[];
  readonly more: number;
}

/**
 * The failed nodes of a run as notes, what decided first, at most nine beside a verdict, at most ten without one, when
 * the last one counts the others. Nodes that were cancelled or interrupted did nothing wrong.
 */
export function annotationsOf(state: RunState, outline?: Outline): Annotations {
  const failed = ailing(state, outline).filter(({ weight }) => weight === 'failed' || weight === 'absorbed');
  const hasVerdict = state.status !== 'completed';
  const room = hasVerdict || failed.length > MAX_ANNOTATIONS ? MAX_ANNOTATIONS - 1 : MAX_ANNOTATIONS;
  const shown = failed.slice(0, room).map(annotation);
  const more = failed.length - shown.length;
  if (more > 0 && !hasVerdict)
    shown.push({
      level: 'notice',
      title: 'more failed nodes',
      message: `and ${plural(more, 'more failed node')}`,
    });
  return { shown, more };
}

function annotation({ node, weight, line }: Ailing): Annotation {
  const words = node.error === undefined ? 'failed' : errorWords(node.error);
  const absorbed = weight === 'absorbed' ? ' (absorbed)' : '';
  return {
    level: weight === 'absorbed' ? 'notice' : 'error',
    title: clip(oneLine(`${node.id} failed: ${words}${absorbed}`), MAX_TITLE),
    message: annotationText(node.message === undefined ? words : `${words}\n${node.message}`),
    ...(line !== undefined && { line }),
  };
}

/** A text of several lines as an annotation has it: no controls, no colours, as long as GitHub shows. */
export const annotationText = (text: string): string =>
  clip(
    text
      .split(/\r\n|[\r\n]/)
      .map((line) => withoutControls(line).replaceAll(/\x1b\[[0-9;:]*m/g, ''))
      .join('\n')
      .trim(),
    MAX_ANNOTATION_CHARS,
  );
