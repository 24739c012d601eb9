/** A file of captured text beside the report. */
export interface CaptureFile {
  /** Relative to the folder of the journal, with forward slashes: `nodes/lint.err`. */
  readonly path: string;
  readonly bytes: number;
  /** Only its beginning and its end are there. */
  readonly isCut?: boolean;
}

/** A capture of a node, and how much of it the report holds. */
export interface Capture extends CaptureFile {
  /** What it is, for people: `stdout`, `stderr of attempt 1`. */
  readonly name: string;
  readonly isStream: boolean;
  /** Bytes of its beginning and of its end; both 0 where there was no room. */
  readonly head: number;
  readonly tail: number;
}

/** Of one capture this much is in the report, half of it from its end. */
export const MAX_CAPTURE_BYTES = 256 * 1024;
/** Of an agent's raw stream this much is read: what it shows is far less. */
export const MAX_STREAM_BYTES = 1024 * 1024;
/** All captures of one report together. */
export const MAX_ALL_BYTES = 16 * 1024 * 1024;
/** A hundred retries and the first; a journal that says more was not written by us. */
const MAX_ATTEMPTS = 101;

const STREAMS: readonly (readonly [suffix: string, name: string])[] = [
  ['stream.jsonl', 'conversation'],
  ['out', 'stdout'],
  ['err', 'stderr'],
  ['gate.out', 'gate stdout'],
  ['gate.err', 'gate stderr'],
  ['until.out', 'until_bash stdout'],
  ['until.err', 'until_bash stderr'],
];

/** A node that may have captures. */
export interface Captured {
  readonly id: string;
  readonly attempts: number;
  readonly isAgent: boolean;
  /** Its captures come first where there is not room for all. */
  readonly isUrgent: boolean;
}

/** The captures of each node that has any, by its id, with what of them the report has room for. */
export function capturesOf(
  nodes: readonly Captured[],
  files: readonly CaptureFile[],
): ReadonlyMap<string, readonly Capture[]> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const found = new Map(nodes.map((node) => [node.id, filesOf(node, byPath)]));
  let room = MAX_ALL_BYTES;
  for (const isUrgent of [true, false]) {
    for (const node of nodes) {
      if (node.isUrgent !== isUrgent) continue;
      const captures = found.get(node.id)!.map((capture) => {
        const fit = fitted(capture, room);
        room -= fit.head + fit.tail;
        return fit;
      });
      found.set(node.id, captures);
    }
  }
  return found;
}

function filesOf(node: Captured, byPath: ReadonlyMap<string, CaptureFile>): readonly Capture[] {
  const captures: Capture[] = [];
  const add = (middle: string, after: string) => {
    for (const [suffix, name] of STREAMS) {
      const file = byPath.get(`nodes/${node.id}${middle}.${suffix}`);
      if (file === undefined || file.bytes === 0) continue;
      const own = node.isAgent && suffix === 'out' ? 'answer' : name;
      const isStream = suffix === 'stream.jsonl';
      captures.push({ ...file, name: `${own}${after}`, isStream, head: 0, tail: 0 });
    }
  };
  add('', '');
  for (let attempt = Math.min(node.attempts, MAX_ATTEMPTS); attempt >= 1; attempt--)
    add(`.attempt-${attempt}`, ` of attempt ${attempt}`);
  return captures;
}

// Of a cut file the size is the original's: it is read from both ends, so only the cap counts.
function fitted(capture: Capture, room: number): Capture {
  const cap = capture.isStream ? MAX_STREAM_BYTES : MAX_CAPTURE_BYTES;
  const wanted = Math.min(capture.bytes, cap);
  if (wanted > room) return capture;
  if (capture.bytes <= cap) return { ...capture, head: capture.bytes, tail: 0 };
  return { ...capture, head: cap / 2, tail: cap / 2 };
}
