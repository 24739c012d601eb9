import type { ErrorKind } from './event.ts';
import type { Json } from './json.ts';
import type { Mistake, Problem } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { RETRIED_KINDS } from './schema.ts';
import { readYaml } from './yaml.ts';
import { plainOf, shownValue, type YamlMap, type YamlScalar, type YamlValue } from './yaml-value.ts';

/** What a node is taken to do in a rehearsal. */
export interface Stub {
  readonly status: 'completed' | 'failed';
  readonly kind?: ErrorKind;
  readonly exitCode?: number;
  readonly outputs?: Json;
  /** What it is taken to print. */
  readonly text?: string;
}

/** Stubs by whole ids; `*` stands for any index or iteration. */
export type Stubs = ReadonlyMap<string, Stub>;

const FORM = '`completed`, `failed`, or a map of `status`, `kind`, `exit_code`, `outputs`, `text`';
const KEYS = ['status', 'kind', 'exit_code', 'outputs', 'text'];
const KINDS: readonly string[] = [...new Set([...RETRIED_KINDS, 'host_missing', 'blocked'])];

/** Reads a stub file: `nodes:`, a map from ids to what they do. */
export function parseStubs(text: string, file: string): Result<Stubs, readonly Problem[]> {
  const { root, problems, placeAt } = readYaml(text);
  if (problems.length > 0) return err(problems.map((problem) => ({ ...problem, file })));
  const found: Problem[] = [];
  const report: ReportStub = (mistake, { start, end }) => {
    found.push({ ...mistake, file, place: placeAt(start, end) });
  };
  const nodes = root?.kind === 'map' ? root.entries.get('nodes')?.value : undefined;
  if (nodes?.kind !== 'map') {
    const got = root === undefined ? 'empty' : shownValue(nodes ?? root);
    const expected = 'a map `nodes:` from ids to stubs';
    return err([{ kind: 'bad_value', where: 'the stub file', got, expected, file }]);
  }
  const stubs = new Map<string, Stub>();
  for (const [id, { value }] of nodes.entries) {
    const stub = readStub(id, value, report);
    if (stub !== undefined) stubs.set(id, stub);
  }
  return found.length > 0 ? err(found) : ok(stubs);
}

type ReportStub = (mistake: Mistake, at: YamlValue) => void;

function readStub(id: string, value: YamlValue, report: ReportStub): Stub | undefined {
  const bad = (key: string, at: YamlValue, expected: string) => {
    report({ kind: 'bad_value', key, got: shownValue(at), expected }, at);
    return undefined;
  };
  if (value.kind === 'scalar') {
    const status = statusOf(value);
    return status === undefined ? bad(id, value, FORM) : { status };
  }
  if (value.kind !== 'map' || [...value.entries.keys()].some((key) => !KEYS.includes(key)))
    return bad(id, value, FORM);
  for (const [key, { isRight, expected }] of Object.entries(VALUES)) {
    const at = value.entries.get(key)?.value;
    if (at !== undefined && !isRight(at)) return bad(`${id}.${key}`, at, expected);
  }
  return readMap(value);
}

const statusOf = (value: YamlValue) =>
  value.kind === 'scalar' && (value.text === 'completed' || value.text === 'failed') ? value.text : undefined;

const isScalar = (value: YamlValue, fits: (value: YamlScalar) => boolean) =>
  value.kind === 'scalar' && fits(value);

const VALUES = {
  status: { isRight: (at: YamlValue) => statusOf(at) !== undefined, expected: '`completed` or `failed`' },
  kind: {
    isRight: (at: YamlValue) => isScalar(at, ({ text }) => KINDS.includes(text)),
    expected: `one of ${KINDS.map((kind) => `\`${kind}\``).join(', ')}`,
  },
  exit_code: {
    isRight: (at: YamlValue) => isScalar(at, ({ value }) => isExitCode(value)),
    expected: 'a whole number from 0 to 255',
  },
  text: {
    isRight: (at: YamlValue) => isScalar(at, ({ value }) => value !== null),
    expected: 'what the node prints, as one text',
  },
};

const isExitCode = (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;

// Who says how it failed need not say that it did.
function readMap({ entries }: YamlMap): Stub {
  const at = (key: string) => entries.get(key)?.value;
  const text = (key: string) => {
    const value = at(key);
    return value?.kind === 'scalar' ? value.text : undefined;
  };
  const [kind, printed, outputs, given] = [text('kind'), text('text'), at('outputs'), at('status')];
  const code = at('exit_code');
  const exitCode = code?.kind === 'scalar' ? (code.value as number) : undefined;
  const implied = kind !== undefined || (exitCode ?? 0) !== 0 ? 'failed' : 'completed';
  return {
    status: given === undefined ? implied : statusOf(given)!,
    ...(kind !== undefined && { kind: kind as ErrorKind }),
    ...(exitCode !== undefined && { exitCode }),
    ...(outputs !== undefined && { outputs: plainOf(outputs) as Json }),
    ...(printed !== undefined && { text: printed }),
  };
}

/** The stub for a node: that of its whole id, else one where `*` stands for its indexes; the n-th run counts as any. */
export function stubFor(stubs: Stubs, id: string): Stub | undefined {
  if (stubs.size === 0) return undefined;
  const first = id.replaceAll(/@\d+/g, '');
  const anyIndex = first.replaceAll(/(?<=\/)\d+(?=\/|$)/g, '*');
  return stubs.get(id) ?? stubs.get(first) ?? stubs.get(anyIndex);
}
