import { StringDecoder } from 'node:string_decoder';
import type { Kind } from '../core/event.ts';
import type { Redactor } from '../core/redact.ts';
import type { NodeState } from '../core/state.ts';
import type { CaptureFiles, CaptureStream } from '../effects/run-files.ts';
import { readEnds } from '../effects/tail.ts';
import { TAIL_LINES, type Tail } from '../report/summary/failures.ts';

const END_BYTES = 64 * 1024;

/** The last lines of what each of the nodes printed, every secret replaced; nothing for what printed nothing. Never throws. */
export function readTails(
  nodes: readonly NodeState[],
  files: CaptureFiles,
  redactor: Redactor,
): ReadonlyMap<string, readonly Tail[]> {
  return new Map(
    nodes.map((node) => {
      const tails = streamsOf(node).flatMap(([stream, name]) => {
        const tail = readTail(files.capture(node.id, stream), redactor);
        return tail === undefined ? [] : [{ name, ...tail }];
      });
      return [node.id, tails];
    }),
  );
}

type Streams = readonly (readonly [stream: CaptureStream, name: string])[];

const GATE: Streams = [
  ['gate.err', 'gate stderr'],
  ['gate.out', 'gate stdout'],
];
const SAYS: ReadonlySet<Kind> = new Set(['prompt', 'command', 'loop']);

function streamsOf({ kind, error }: NodeState): Streams {
  const isRefused = error?.kind === 'gate_failed' || error?.kind === 'gate_timeout';
  const out = kind !== undefined && SAYS.has(kind) ? 'answer' : 'stdout';
  return [...(isRefused ? GATE : []), ['err', 'stderr'], ['out', out]];
}

/** The last lines of one file; the beginning of the first may be missing. */
export function readTail(path: string, redactor: Redactor): Omit<Tail, 'name'> | undefined {
  const decoder = new StringDecoder('utf8');
  const redacting = redactor.stream();
  let text = '';
  let isSkipped = false;
  const wasRead = readEnds(
    path,
    {
      chunk: (bytes) => {
        text += redacting.push(decoder.write(bytes as Buffer));
      },
      skipped: () => {
        isSkipped = true;
      },
      // What straddles the place where reading begins must be recognised, and is not shown.
      prelude: (bytes) => void redacting.push(decoder.write(bytes as Buffer)),
      shrank: () => {},
    },
    { head: 0, end: END_BYTES },
  );
  if (!wasRead) return undefined;
  text += redacting.push(decoder.end()) + redacting.end();
  const lines = text.trimEnd().split(/\r\n|[\r\n]/);
  if (lines.length === 1 && lines[0] === '') return undefined;
  const last = lines.slice(-TAIL_LINES);
  return { lines: last, isCut: isSkipped || lines.length > last.length };
}
