/** Finds every occurrence of every secret in one pass (Aho and Corasick's automaton). States are numbers, 0 is the start. */
export interface Matcher {
  /** Reads a chunk on from `state`; `found` gets each match's end in the chunk and the longest length ending there. */
  readonly scan: (chunk: string, state: number, found: (end: number, length: number) => void) => number;
  /** How many of the last characters read may be the beginning of a secret. */
  readonly held: (state: number) => number;
}

/** The automaton's tables, by state. Sparse: a secret may be hundreds of KiB long. */
interface Tables {
  /** Key: `state * 65536 + code`. */
  readonly next: Map<number, number>;
  readonly fail: Int32Array;
  /** Length of the longest secret that ends here, else 0. */
  readonly match: Int32Array;
  readonly held: Int32Array;
}

/** The matcher of these secrets, none of them empty. */
export function createMatcher(secrets: readonly string[]): Matcher {
  const { next, fail, match, held } = buildTables(secrets);
  // Most characters begin no secret: one look decides.
  const first = new Uint8Array(65536);
  for (const secret of secrets) first[secret.charCodeAt(0)] = 1;
  const scan: Matcher['scan'] = (chunk, from, found) => {
    let state = from;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (state === 0 && first[code] === 0) continue;
      let target = next.get(state * 65536 + code);
      while (target === undefined && state !== 0) {
        state = fail[state]!;
        target = next.get(state * 65536 + code);
      }
      state = target ?? 0;
      const length = match[state]!;
      if (length > 0) found(at + 1, length);
    }
    return state;
  };
  return { scan, held: (state) => held[state]! };
}

function buildTables(secrets: readonly string[]): Tables {
  const size = secrets.reduce((sum, secret) => sum + secret.length, 1);
  const next = new Map<number, number>();
  const match = new Int32Array(size);
  const fail = new Int32Array(size);
  const held = new Int32Array(size);
  const parent: number[] = [0];
  const code: number[] = [0];
  const depth: number[] = [0];
  const isLeaf: boolean[] = [true];
  for (const secret of secrets) {
    let state = 0;
    for (let at = 0; at < secret.length; at++) {
      const unit = secret.charCodeAt(at);
      let target = next.get(state * 65536 + unit);
      if (target === undefined) {
        target = parent.length;
        next.set(state * 65536 + unit, target);
        parent.push(state);
        code.push(unit);
        depth.push(at + 1);
        isLeaf.push(true);
        isLeaf[state] = false;
      }
      state = target;
    }
    match[state] = secret.length;
  }
  // A state's fail is nearer to the start, so by depth every fail is known when it is needed.
  const byDepth = parent.map((_, state) => state).sort((a, b) => depth[a]! - depth[b]!);
  for (const state of byDepth) {
    if (state === 0) continue;
    const target =
      depth[state] === 1 ? 0 : follow(next, fail, { state: fail[parent[state]!]!, code: code[state]! });
    fail[state] = target;
    if (match[state] === 0) match[state] = match[target]!;
    // Nothing can grow out of a leaf: only its longest beginning inside must wait.
    held[state] = isLeaf[state] ? held[target]! : depth[state]!;
  }
  return { next, fail, match, held };
}

function follow(next: Tables['next'], fail: Int32Array, from: { state: number; code: number }): number {
  let { state } = from;
  for (;;) {
    const target = next.get(state * 65536 + from.code);
    if (target !== undefined) return target;
    if (state === 0) return 0;
    state = fail[state]!;
  }
}
