const MAX_LENGTH = 64;
const MAX_CANDIDATES = 1000;

/** The candidate that was probably meant: at most a third of the letters off. Bounded, whatever it is given. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > MAX_LENGTH) return undefined;
  const typed = word.toLowerCase();
  let best: string | undefined;
  let limit = Math.min(3, typed.length < 2 ? 0 : Math.max(1, Math.floor(typed.length / 3)));
  let seen = 0;
  for (const candidate of candidates) {
    if (++seen > MAX_CANDIDATES) break;
    if (Math.abs(candidate.length - typed.length) > limit) continue;
    const away = distance(typed, candidate.toLowerCase(), limit);
    if (away > limit) continue;
    if (away === 0) return candidate;
    best = candidate;
    // Only a nearer one may take its place: of equals the first stays.
    limit = away - 1;
  }
  return best;
}

/** Edits (insert, delete, replace, swap of neighbours) between two words; anything above `limit` is `limit + 1`. */
export function distance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let edits = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + cost);
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) edits = Math.min(edits, before[column - 2]! + 1);
      current.push(edits);
      least = Math.min(least, edits);
    }
    if (least > limit) return limit + 1;
    before = above;
    above = current;
  }
  return Math.min(above[b.length]!, limit + 1);
}
