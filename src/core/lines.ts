import type { Place } from './place.ts';

/** The place of a stretch of characters, by offsets into the whole text. */
export type PlaceAt = (start: number, end: number) => Place;

/** Finds places in a text; its lines are counted when the first place is asked for. */
export function createPlaceAt(text: string): PlaceAt {
  let starts: readonly number[] | undefined;
  return (from, to) => {
    starts ??= lineStarts(text);
    const start = Math.min(from, text.length);
    const index = lineOf(starts, start);
    const lineStart = starts[index]!;
    const nextLine = starts[index + 1];
    const lineEnd = nextLine === undefined ? text.length : nextLine - 1;
    const bare = text.charCodeAt(lineEnd - 1) === 0x0d ? lineEnd - 1 : lineEnd;
    return {
      line: index + 1,
      column: start - lineStart + 1,
      length: Math.max(1, Math.min(to, bare) - start),
    };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
