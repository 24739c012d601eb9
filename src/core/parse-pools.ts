import { reportBad, type Scope } from './fields.ts';
import { isId } from './names.ts';
import type { YamlMap } from './yaml-value.ts';

/** Reads the `pools` of a pipe, names and sizes; a pool with a mistake is there all the same. */
export function readPools(pipe: YamlMap, scope: Scope): ReadonlyMap<string, number> {
  const pools = new Map<string, number>();
  const entry = pipe.entries.get('pools');
  if (entry === undefined) return pools;
  const { key: span, value } = entry;
  if (value.kind !== 'map' || value.entries.size === 0) {
    reportBad(
      { key: 'pools', span, value, expected: 'a map of names and sizes such as `{ llm: 3 }`' },
      scope,
    );
    return pools;
  }
  for (const [name, { key, value: size }] of value.entries) {
    if (!isId(name)) scope.report({ kind: 'bad_name', of: 'pool', name }, key);
    const given = size.kind === 'scalar' && typeof size.value === 'number' ? size.value : 0;
    const isSize = Number.isInteger(given) && given >= 1 && given <= 1000;
    const expected = 'a whole number from 1 to 1000';
    if (!isSize) reportBad({ key: `pools.${name}`, span: key, value: size, expected }, scope);
    pools.set(name, isSize ? given : 1);
  }
  return pools;
}
