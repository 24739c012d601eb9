import type { ErrorKind } from './event.ts';
import type { Json } from './json.ts';
import type { Mistake, Problem } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { readYaml } from './yaml.ts';
import { plainOf, shownValue, type YamlMap, type YamlValue } from './yaml-value.ts';

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

/** Reads a stub file: `nodes:`, a map from ids to what they do. */
export function parseStubs(text: string, file: string): Result<Stubs, readonly Problem[]> {
  const { root, problems, placeAt } = readYaml(text);
  if (problems.length > 0) return err(problems.map((problem) => ({ ...problem, file })));
  const found: Problem[] = [];
  const report = (mistake: Mistake, { start, end }: YamlValue) =>
    found.push({ ...mistake, file, place: placeAt(start, end) });
  const nodes = root?.kind === 'map' ? root.entries.get('nodes')?.value : undefined;
  if (nodes?.kind !== 'map') {
    const got = root === undefined ? 'empty' : shownValue(nodes ?? root);
    return err([{ kind: 'bad_value', got, expected: 'a map `nodes:` from ids to stubs', file }]);
  }
  const stubs = new Map<string, Stub>();
  for (const [id, { value }] of nodes.entries) {
    const stub = readStub(value);
    if (stub === undefined)
      report({ kind: 'bad_value', key: id, got: shownValue(value), expected: FORM }, value);
    else stubs.set(id, stub);
  }
  return found.length > 0 ? err(found) : ok(stubs);
}

function readStub(value: YamlValue): Stub | undefined {
  if (value.kind === 'scalar') return statusOf(value.text) && { status: statusOf(value.text)! };
  return value.kind === 'map' ? readMap(value) : undefined;
}

function readMap({ entries }: YamlMap): Stub | undefined {
  if ([...entries.keys()].some((key) => !KEYS.includes(key))) return undefined;
  const plain = (key: string) => {
    const entry = entries.get(key);
    return entry === undefined ? undefined : (plainOf(entry.value) as Json);
  };
  const status = plain('status') ?? 'completed';
  const [kind, exitCode, outputs, text] = [
    plain('kind'),
    plain('exit_code'),
    plain('outputs'),
    plain('text'),
  ];
  if (typeof status !== 'string' || statusOf(status) === undefined) return undefined;
  return {
    status: statusOf(status)!,
    ...(typeof kind === 'string' && { kind: kind as ErrorKind }),
    ...(typeof exitCode === 'number' && { exitCode }),
    ...(outputs !== undefined && { outputs }),
    ...(typeof text === 'string' && { text }),
  };
}

const statusOf = (text: string) => (text === 'completed' || text === 'failed' ? text : undefined);

/** The stub for a node: that of its whole id, else one where `*` stands for its indexes; the n-th run counts as any. */
export function stubFor(stubs: Stubs, id: string): Stub | undefined {
  if (stubs.size === 0) return undefined;
  const first = id.replaceAll(/@\d+/g, '');
  const anyIndex = first.replaceAll(/(?<=\/)\d+(?=\/|$)/g, '*');
  return stubs.get(id) ?? stubs.get(first) ?? stubs.get(anyIndex);
}
