import { createHash } from 'node:crypto';
import type { Event, Fact } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import { fold } from '../../src/core/state.ts';
import { layered } from '../../src/report/html/layered.ts';
import { outlineOf } from '../../src/report/html/outline.ts';
import { htmlReport } from '../../src/report/html/page.ts';
import type { ReportSource } from '../../src/report/html/run.ts';
import { SCRIPT } from '../../src/report/html/script.ts';
import { STYLE } from '../../src/report/html/style.ts';
import { stamped } from './events.ts';

/** What a page is made of in a test. */
export interface PageSource {
  readonly facts: readonly Fact[];
  readonly plan?: Plan;
  /** By path, such as `nodes/a.out`. */
  readonly captures?: Readonly<Record<string, string>>;
  readonly over?: Partial<ReportSource>;
}

/** A run's report as one text. */
export const pageOf = (source: PageSource): string => [...partsOf(source)].join('');

/** The same as it comes. */
export function partsOf({ facts, plan, captures = {}, over = {} }: PageSource): Generator<string> {
  const events: Event[] = stamped(facts);
  return htmlReport({
    events,
    ...(plan && { outline: outlineOf(plan, fold(events)) }),
    files: Object.entries(captures).map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) })),
    read: ({ path, head, tail }) => {
      const text = captures[path]!;
      return { head: text.slice(0, head), tail: tail === 0 ? '' : text.slice(-tail) };
    },
    base: '',
    redact: (text) => text,
    hash: (text) => createHash('sha256').update(text).digest('base64'),
    layout: layered,
    ...over,
  });
}

/** The page without the two texts that are the same in every one, and without their hashes. */
export const ownPart = (page: string): string =>
  page
    .replace(STYLE, '…')
    .replace(SCRIPT, '…')
    .replaceAll(/sha256-[A-Za-z0-9+/=]{44}/g, 'sha256-…');
