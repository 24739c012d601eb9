import { createMatcher, type Matcher } from './secret-matcher.ts';

/** Replaces known secrets by `***`, in strings and in streams cut anywhere. */
export interface Redactor {
  /** The text without any secret. */
  readonly text: (text: string) => string;
  /** A redactor for one stream; what it holds back over a chunk's end comes with `end`. */
  readonly stream: () => RedactingStream;
}

export interface RedactingStream {
  readonly push: (chunk: string) => string;
  readonly end: () => string;
}

const mask = '***';

/**
 * A redactor for the raw form of every secret; the longest wins, and secrets that overlap share one mask, so no part of
 * either stays. Linear in the text; a stream holds back at most the longest secret's length less one.
 *
 * Byte streams: decode with latin1, redact, encode with latin1, and give the secrets through {@link latin1Of}.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets)].filter((secret) => secret !== '');
  if (known.length === 0) {
    const identity = (text: string) => text;
    return { text: identity, stream: () => ({ push: identity, end: () => '' }) };
  }
  const matcher = createMatcher(known);
  const stream = () => redactingStream(matcher);
  const text = (whole: string) => {
    const once = stream();
    const start = once.push(whole);
    return start + once.end();
  };
  return { text, stream };
}

/** The text's UTF-8 bytes as one character each: how a secret looks in a byte stream decoded with latin1. */
export function latin1Of(text: string): string {
  let latin1 = '';
  for (const byte of new TextEncoder().encode(text)) latin1 += String.fromCharCode(byte);
  return latin1;
}

/** Half-open, in the coordinates of the text not yet given out. */
interface Span {
  start: number;
  end: number;
}

function redactingStream(matcher: Matcher): RedactingStream {
  let state = 0;
  let held = '';
  // Where the last mask given out ends: what overlaps it belongs to the same mask.
  let masked = 0;
  let spans: Span[] = [];

  const emit = (text: string, upTo: number): string => {
    let out = '';
    let at = Math.min(masked, upTo);
    let kept = 0;
    for (const span of spans) {
      if (span.start >= upTo) {
        spans[kept++] = span;
        continue;
      }
      if (span.start >= masked) out += text.slice(at, span.start) + mask;
      masked = Math.max(masked, span.end);
      at = Math.min(masked, upTo);
    }
    spans.length = kept;
    out += at === 0 && upTo === text.length ? text : text.slice(at, upTo);
    masked = Math.max(0, masked - upTo);
    for (const span of spans) {
      span.start -= upTo;
      span.end -= upTo;
    }
    return out;
  };

  return {
    push: (chunk) => {
      const base = held.length;
      state = matcher.scan(chunk, state, (end, length) => add(spans, base + end - length, base + end));
      const text = held + chunk;
      const upTo = text.length - matcher.held(state);
      if (upTo === 0) {
        held = text;
        return '';
      }
      const out = emit(text, upTo);
      held = text.slice(upTo);
      return out;
    },
    end: () => {
      const out = emit(held, held.length);
      held = '';
      state = 0;
      masked = 0;
      spans = [];
      return out;
    },
  };
}

// Ends only grow, so what overlaps is at the end of the list.
function add(spans: Span[], start: number, end: number): void {
  let from = start;
  for (let last = spans.at(-1); last !== undefined && last.end > from; last = spans.at(-1)) {
    from = Math.min(from, last.start);
    spans.pop();
  }
  spans.push({ start: from, end });
}
