import { reportBad, type Scope } from './fields.ts';
import type { Json } from './json.ts';
import { plainOf, type YamlValue } from './yaml-value.ts';

/** YAML as plain JSON; `undefined` after a problem, as JSON has no infinite numbers and none that are none. */
export function readJson(key: string, value: YamlValue, scope: Scope): Json | undefined {
  return reportOdd(key, value, scope) ? undefined : (plainOf(value) as Json);
}

function reportOdd(key: string, value: YamlValue, scope: Scope): boolean {
  if (value.kind === 'scalar') {
    const isOdd = typeof value.value === 'number' && !Number.isFinite(value.value);
    if (isOdd) reportBad({ key, span: value, value, expected: 'a number that JSON has' }, scope);
    return isOdd;
  }
  const inner = value.kind === 'seq' ? value.items : [...value.entries.values()].map((entry) => entry.value);
  return inner.map((each) => reportOdd(key, each, scope)).includes(true);
}
