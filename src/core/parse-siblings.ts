import { reportBad, type Scope } from './fields.ts';
import { type NodeScope, prefixOf } from './parse-scope.ts';
import type { Path, PipeNode } from './pipe.ts';
import type { YamlEntry, YamlSeq, YamlValue } from './yaml-value.ts';

/** The nodes of a `steps` or a `parallel`. */
export interface Siblings {
  /** The key they stand under, such as `steps`. */
  readonly key: string;
  /** Of that key in the file. */
  readonly path: Path;
  readonly position: 'step' | 'branch';
}

/** Reads a list of at least one node; ids that are the same, whatever their case, are problems. */
export function readSiblings(
  { key: span, value }: YamlEntry,
  { key, path, position }: Siblings,
  scope: NodeScope,
): readonly PipeNode[] {
  if (value.kind !== 'seq' || value.items.length === 0) {
    const expected = `a list of at least one ${position}, each \`- id: …\``;
    reportBad({ key, span, value, expected }, scope);
    return [];
  }
  const { at, where, readNode } = scope;
  const ids = position === 'step' ? value.items.flatMap((item) => authoredId(item)?.text ?? []) : [];
  const steps = new Set(ids);
  reportDuplicates(value, scope);
  return value.items.map((item, index) =>
    readNode(
      item,
      {
        path: [...path, index],
        position,
        nameless: `${key}[${index}]`,
        where: `${position} ${index + 1} of ${where}`,
        prefix: prefixOf(scope),
        steps,
        isInLoop: at.isInLoop,
        foreign: [],
      },
      scope,
    ),
  );
}

function reportDuplicates(list: YamlSeq, scope: Scope): void {
  const firsts = new Map<string, NonNullable<ReturnType<typeof authoredId>>>();
  for (const item of list.items) {
    const id = authoredId(item);
    if (id === undefined) continue;
    const key = id.text.toLowerCase();
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, id);
      continue;
    }
    const firstLine = scope.lineAt(first.start);
    scope.report({ kind: 'duplicate_id', id: id.text, first: first.text, firstLine }, id);
  }
}

function authoredId(node: YamlValue) {
  const id = node.kind === 'map' ? node.entries.get('id')?.value : undefined;
  return id?.kind === 'scalar' && id.text !== '' ? id : undefined;
}
