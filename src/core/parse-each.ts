import { partOf, readFields, reportBad, reportExpressions, type Shape } from './fields.ts';
import { meantBy } from './foreign-words.ts';
import type { Json } from './json.ts';
import { isVarName } from './names.ts';
import { readJson } from './parse-json.ts';
import { NO_STEPS, type NodeScope, prefixOf, withNames } from './parse-scope.ts';
import { readExpression } from './parse-template.ts';
import type { EachBody } from './pipe.ts';
import { EACH_FIELDS } from './schema.ts';
import { ROOTS } from './template.ts';
import type { YamlMap } from './yaml-value.ts';

const SHAPE: Shape<typeof EACH_FIELDS> = {
  fields: EACH_FIELDS,
  others: ['in'],
  templates: new Set(),
  nullable: new Set(),
};
const OWN_KEYS: readonly string[] = ['in', ...Object.keys(EACH_FIELDS)];
const OWN: ReadonlySet<string> = new Set(OWN_KEYS);
/** What an item may not be called, whatever its case. */
export const TAKEN: readonly string[] = [...ROOTS, 'true', 'false', 'null'];

/** Reads `each`: its list, and the body for each item in the same map. */
export function readEach(node: YamlMap, scope: NodeScope): EachBody | undefined {
  const { key: span, value } = node.entries.get('each')!;
  if (value.kind !== 'map' || value.entries.size === 0) {
    reportBad({ key: 'each', span, value, expected: 'a map of `in` and a body such as `bash`' }, scope);
    return undefined;
  }
  const where = `the \`each\` of ${scope.where}`;
  const inEach = { ...scope, where };
  const values = readFields(partOf(value, OWN), SHAPE, inEach);
  if (!value.entries.has('in') && !isInMeant(value)) {
    scope.report({ kind: 'missing_key', key: 'in', where, form: '`in: inputs.list` or `in: [a, b]`' }, span);
  }
  const items = readItems(value, inEach);
  const as = readAs(value, values.as, inEach);
  const { max_parallel: maxParallel, on_item_error: onItemError = 'fail' } = values;
  const names = withNames(scope.names, ['item', 'index'], as === undefined ? [] : [as]);
  const child = scope.readNode(
    value,
    {
      path: [...scope.at.path, 'each'],
      position: 'body',
      nameless: '',
      where,
      prefix: prefixOf(scope),
      steps: NO_STEPS,
      isInLoop: true,
      foreign: OWN_KEYS,
    },
    { ...scope, names },
  );
  return {
    kind: 'each',
    in: items ?? [],
    ...(as !== undefined && { as }),
    ...(maxParallel !== undefined && { maxParallel }),
    onItemError,
    node: child,
  };
}

const isInMeant = ({ entries }: YamlMap): boolean =>
  [...entries.keys()].some((key) => meantBy(key, ['in']) !== undefined);

function readItems(map: YamlMap, scope: NodeScope): EachBody['in'] | undefined {
  const entry = map.entries.get('in');
  if (entry === undefined) return undefined;
  const { key: span, value } = entry;
  if (value.kind === 'seq') {
    return reportExpressions(value, scope)
      ? undefined
      : (readJson('in', value, scope) as readonly Json[] | undefined);
  }
  if (value.kind === 'scalar' && typeof value.value === 'string' && value.text.trim() !== '') {
    return readExpression(map, 'in', scope);
  }
  reportBad({ key: 'in', span, value, expected: 'an expression such as `inputs.list`, or a list' }, scope);
  return undefined;
}

// A name with a mistake counts all the same: what reads it has no mistake of its own.
function readAs(map: YamlMap, as: string | undefined, scope: NodeScope): string | undefined {
  const entry = map.entries.get('as');
  if (entry === undefined || as === undefined) return undefined;
  const { where } = scope;
  const at = entry.value.start === entry.value.end ? entry.key : entry.value;
  if (!isVarName(as)) scope.report({ kind: 'bad_name', of: 'item', name: as, where }, at);
  else if (TAKEN.includes(as.toLowerCase())) scope.report({ kind: 'reserved_item', name: as, where }, at);
  return as;
}
