import fc from 'fast-check';

/** One change of a journal's bytes. */
export interface Edit {
  readonly name: string;
  readonly apply: (bytes: Buffer) => Buffer;
}

const LF = 0x0a;

/** Where each line begins, and where the last one ends. */
function bounds(bytes: Buffer): readonly number[] {
  const starts = [0];
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) starts.push(at + 1);
  return starts;
}

function lines(bytes: Buffer): Buffer[] {
  const at = bounds(bytes);
  return at.slice(0, -1).map((from, line) => bytes.subarray(from, at[line + 1]));
}

const place = fc.nat(1_000_000);
const spliced = (bytes: Buffer, at: number, removed: number, added: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);

const changedByte = fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
  ([at, mask]): Edit => ({
    name: 'a byte changed',
    apply: (bytes) => {
      const from = at % Math.max(1, bytes.length);
      return spliced(bytes, from, 1, Uint8Array.of((bytes[from] ?? 0) ^ mask));
    },
  }),
);
const lostByte = place.map(
  (at): Edit => ({
    name: 'a byte taken out',
    apply: (bytes) => spliced(bytes, at % Math.max(1, bytes.length), 1, new Uint8Array()),
  }),
);
const newByte = fc.tuple(place, fc.nat(255)).map(
  ([at, byte]): Edit => ({
    name: 'a byte put in',
    apply: (bytes) => spliced(bytes, at % (bytes.length + 1), 0, Uint8Array.of(byte)),
  }),
);

const ofLines = (name: string, change: (all: Buffer[], at: number, other: number) => Buffer[]) =>
  fc.tuple(place, place).map(
    ([first, second]): Edit => ({
      name,
      apply: (bytes) => {
        const all = lines(bytes);
        // After other edits there may be none.
        if (all.length === 0) return bytes;
        return Buffer.concat(change(all, first % all.length, second % all.length));
      },
    }),
  );

const FOREIGN = Buffer.from(
  '{"type":"node.skipped","id":"x","ts":"y","run_id":"z","node_id":"q","reason":"when"}\n',
);
const inserted = (name: string, what: (all: readonly Buffer[], other: number) => Buffer) =>
  ofLines(name, (all, at, other) => all.toSpliced(at, 0, what(all, other)));

/** Every single edit there is, but for an end that was cut off. */
export const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  changedByte,
  changedByte,
  lostByte,
  newByte,
  ofLines('a line taken out, but the last', (all, at) =>
    all.length > 1 ? all.toSpliced(at % (all.length - 1), 1) : [Buffer.from('x\n'), ...all],
  ),
  ofLines('two lines swapped', (all, at, other) => all.with(at, all[other]!).with(other, all[at]!)),
  ofLines('a line replaced by another', (all, at, other) => all.with(at, all[other]!)),
  ofLines('a line moved', (all, at, other) => all.toSpliced(at, 1).toSpliced(other, 0, all[at]!)),
  ofLines('a line without its line feed', (all, at) => all.with(at, all[at]!.subarray(0, -1))),
  ofLines('another kind of line end', (all, at) =>
    all.with(at, Buffer.from(`${all[at]!.toString().slice(0, -1)}\r\n`)),
  ),
  inserted('a line twice', (all, other) => all[other]!),
  inserted('a blank line', () => Buffer.from('\n')),
  inserted('a line of another program', () => FOREIGN),
);

/** What is left after a number of bytes. */
export const cutAt = place.map((at) => (bytes: Buffer) => bytes.subarray(0, at % bytes.length));
/** What is left after a number of whole lines. */
export const cutAfterLine = place.map((at) => (bytes: Buffer) => {
  const all = lines(bytes);
  return Buffer.concat(all.slice(0, at % all.length));
});
