import type { Scope } from './fields.ts';
import { isFileName } from './names.ts';
import { readTemplate } from './parse-template.ts';
import type { Template } from './template.ts';
import type { YamlMap } from './yaml-value.ts';

/** The name of a command file whose shape was checked; `undefined` after a problem. */
export function readCommand(map: YamlMap, command: string | undefined, scope: Scope): string | undefined {
  if (command === undefined || isFileName(command)) return command;
  const entry = map.entries.get('command')!;
  const where = scope.where === undefined ? {} : { where: scope.where };
  const at = entry.value.start === entry.value.end ? entry.key : entry.value;
  scope.report({ kind: 'bad_name', of: 'command', name: command, ...where }, at);
  return undefined;
}

/** A prompt whose shape was checked. */
export function readPrompt(map: YamlMap, prompt: string | undefined, scope: Scope): Template | undefined {
  const value = map.entries.get('prompt')?.value;
  if (prompt === undefined || value?.kind !== 'scalar') return undefined;
  return readTemplate(value, scope);
}
