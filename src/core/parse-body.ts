import { isInputKey } from './names.ts';
import { readControl } from './parse-control.ts';
import { readEach } from './parse-each.ts';
import type { BodyKey } from './parse-kind.ts';
import { readLoop } from './parse-loop.ts';
import type { NodeValues } from './parse-node.ts';
import { readParallel } from './parse-parallel.ts';
import type { NodeScope } from './parse-scope.ts';
import { readSteps } from './parse-steps.ts';
import { readValues, type ValueNames } from './parse-template.ts';
import { readCommand, readPrompt } from './parse-turn.ts';
import type { Body, IncludeBody } from './pipe.ts';
import type { YamlMap } from './yaml-value.ts';

/** Reads the body under the one key that says what it is; `undefined` after problems. */
export function readBody(
  map: YamlMap,
  kind: BodyKey,
  values: NodeValues,
  scope: NodeScope,
): Body | undefined {
  switch (kind) {
    case 'bash':
      return values.bash === undefined ? undefined : { kind, script: values.bash };
    case 'prompt': {
      const prompt = readPrompt(map, values.prompt, scope);
      return prompt === undefined ? undefined : { kind, prompt };
    }
    case 'command': {
      const command = readCommand(map, values.command, scope);
      return command === undefined ? undefined : { kind, command };
    }
    case 'loop':
      return readLoop(map, values.shell, scope);
    case 'steps':
      return readSteps(map, scope);
    case 'parallel':
      return readParallel(map, scope);
    case 'each':
      return readEach(map, scope);
    case 'join':
      return readJoin(map, values.join, scope);
    case 'pipe':
      return readInclude(map, values.pipe, scope);
    default:
      return readControl(map, kind, scope);
  }
}

function readJoin(
  map: YamlMap,
  of: readonly string[] | undefined,
  scope: NodeScope,
): Extract<Body, { kind: 'join' }> | undefined {
  const { key, value } = map.entries.get('join')!;
  if (scope.at.position !== 'top') scope.report({ kind: 'join_inside_body', where: scope.where }, key);
  if (of === undefined) return undefined;
  const seen = new Set<string>();
  for (const [at, dependency] of of.entries()) {
    const item = value.kind === 'seq' ? (value.items[at] ?? value) : value;
    if (seen.has(dependency)) {
      scope.report({ kind: 'duplicate_dependency', node: scope.id, dependency }, item);
    }
    seen.add(dependency);
  }
  return { kind: 'join', of: [...seen] };
}

const WITH: ValueNames = {
  key: 'with',
  of: 'input',
  isName: isInputKey,
  expected: "a map of the pipe's inputs and their values such as `{ name: x }`",
};

function readInclude(map: YamlMap, path: string | undefined, scope: NodeScope): IncludeBody | undefined {
  const given = map.entries.get('with');
  const values = given === undefined ? new Map() : readValues(given, WITH, scope);
  return path === undefined ? undefined : { kind: 'pipe', path, with: values };
}
