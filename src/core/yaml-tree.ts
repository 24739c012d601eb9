import { isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import type { PlaceAt } from './lines.ts';
import type { Mistake } from './problem.ts';
import { plainValue, type YamlEntry, type YamlValue } from './yaml-value.ts';

/** Reports a mistake at a stretch of the text. */
export type YamlReport = (mistake: Mistake, start: number, end: number) => void;

/** Turns composed nodes into values; one for a whole text, as equal texts are kept once. */
export interface TreeMaker {
  /** `items` that were taken out of a sequence before it was composed are found by its offset. */
  readonly keep: (offset: number, items: readonly YamlValue[]) => void;
  readonly make: (node: ParsedNode | null) => YamlValue | undefined;
}

const MAX_SHARED = 64;

/** A maker of values; duplicate keys, keys that are no text and NUL are reported. */
export function createTreeMaker(report: YamlReport, placeAt: PlaceAt): TreeMaker {
  const shared = new Map<string, string>();
  const kept = new Map<number, YamlValue[]>();
  const share = (text: string) => {
    if (text.length > MAX_SHARED) return text;
    const known = shared.get(text);
    if (known !== undefined) return known;
    shared.set(text, text);
    return text;
  };

  const make = (node: ParsedNode | null): YamlValue | undefined => {
    if (isScalar(node)) return makeScalar(node);
    if (isSeq(node)) {
      const items = kept.get(node.range[0]) ?? [];
      for (const item of node.items) pushDefined(items, make(item as ParsedNode));
      return { kind: 'seq', items, start: node.range[0], end: node.range[1] };
    }
    if (isMap(node)) return makeMap(node);
    return undefined;
  };

  const makeScalar = (node: Extract<ParsedNode, { value: unknown }>): YamlValue => {
    const [start, end] = node.range;
    const text = share(String(node.value ?? ''));
    if (text.includes('\0')) report({ kind: 'yaml_feature', feature: 'control_character' }, start, end);
    const value = node.type === 'PLAIN' || node.type === undefined ? plainValue(text) : text;
    return { kind: 'scalar', value, text, start, end };
  };

  const makeMap = (node: Extract<ParsedNode, { items: unknown }>): YamlValue => {
    const entries = new Map<string, YamlEntry>();
    for (const pair of node.items as { key: ParsedNode | null; value: ParsedNode | null }[]) {
      const { key } = pair;
      const [start, end] = key?.range ?? node.range;
      if (!isScalar(key)) {
        report({ kind: 'yaml_feature', feature: 'complex_key' }, start, end);
        continue;
      }
      const name = share(String(key.value ?? ''));
      const first = entries.get(name);
      if (first !== undefined) {
        report({ kind: 'duplicate_key', key: name, firstLine: placeAt(first.key.start, 0).line }, start, end);
        continue;
      }
      if (name === '<<') report({ kind: 'yaml_feature', feature: 'merge_key' }, start, end);
      const value = make(pair.value) ?? { kind: 'scalar', value: null, text: '', start: end, end };
      entries.set(name, { key: { start, end }, value });
    }
    return { kind: 'map', entries, start: node.range[0], end: node.range[1] };
  };

  return {
    keep: (offset, items) => {
      const known = kept.get(offset);
      if (known === undefined) kept.set(offset, [...items]);
      else for (const item of items) known.push(item);
    },
    make,
  };
}

function pushDefined(items: YamlValue[], item: YamlValue | undefined): void {
  if (item !== undefined) items.push(item);
}
