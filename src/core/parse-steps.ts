import { type NodeScope, withNames } from './parse-scope.ts';
import { readSiblings } from './parse-siblings.ts';
import type { StepsBody } from './pipe.ts';
import type { YamlMap } from './yaml-value.ts';

/** Reads the steps of a node. */
export function readSteps(map: YamlMap, scope: NodeScope): StepsBody {
  const siblings = { key: 'steps', path: [...scope.at.path, 'steps'], position: 'step' } as const;
  const inSteps = { ...scope, names: withNames(scope.names, ['steps', 'vars']) };
  return { kind: 'steps', steps: readSiblings(map.entries.get('steps')!, siblings, inSteps) };
}
