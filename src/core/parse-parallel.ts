import { readFields, type Shape } from './fields.ts';
import type { NodeScope } from './parse-scope.ts';
import { readSiblings } from './parse-siblings.ts';
import type { ParallelBody } from './pipe.ts';
import { PARALLEL_FIELDS } from './schema.ts';
import type { YamlMap } from './yaml-value.ts';

const SHAPE: Shape<typeof PARALLEL_FIELDS> = {
  fields: PARALLEL_FIELDS,
  others: ['branches'],
  templates: new Set(),
  nullable: new Set(),
};

/** The keys a node has beside its `parallel` that go into it, less those of an `each` around. */
export const keysBeside = (node: YamlMap, foreign: readonly string[]): readonly string[] =>
  node.entries.has('parallel')
    ? Object.keys(PARALLEL_FIELDS).filter((key) => node.entries.has(key) && !foreign.includes(key))
    : [];

// Ids as keys, as other tools have it.
const isMapOfNodes = ({ entries }: YamlMap): boolean =>
  entries.size > 0 &&
  !entries.has('branches') &&
  [...entries.values()].every(({ value }) => value.kind === 'map');

/** Reads the branches of a node, a list or a map that has one. */
export function readParallel(node: YamlMap, scope: NodeScope): ParallelBody {
  const entry = node.entries.get('parallel')!;
  const { key: span, value } = entry;
  for (const key of keysBeside(node, scope.at.foreign)) {
    scope.report({ kind: 'parallel_beside', where: scope.where, key }, node.entries.get(key)!.key);
  }
  const siblings = { key: 'parallel', path: [...scope.at.path, 'parallel'], position: 'branch' } as const;
  if (value.kind !== 'map' || isMapOfNodes(value)) {
    const branches = readSiblings(entry, siblings, scope);
    return { kind: 'parallel', branches, failFast: true, ignoreErrors: false };
  }
  const where = `the \`parallel\` of ${scope.where}`;
  const inMap = { ...scope, where };
  const values = readFields(value, SHAPE, inMap);
  const listed = value.entries.get('branches');
  if (listed === undefined) {
    scope.report({ kind: 'missing_key', key: 'branches', where, form: 'a list `branches:`' }, span);
  }
  const inBranches = { ...siblings, key: 'branches', path: [...siblings.path, 'branches'] };
  const {
    max_parallel: maxParallel,
    fail_fast: failFast = true,
    ignore_errors: ignoreErrors = false,
  } = values;
  return {
    kind: 'parallel',
    branches: listed === undefined ? [] : readSiblings(listed, inBranches, scope),
    ...(maxParallel !== undefined && { maxParallel }),
    failFast,
    ignoreErrors,
  };
}
