import type { CommandFile } from './catalog.ts';
import { findFrontmatter } from './frontmatter.ts';
import type { Problem } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { readYaml } from './yaml.ts';
import type { YamlMap, YamlValue } from './yaml-value.ts';

/**
 * Reads a command's Markdown: its body, and of its optional frontmatter only the model and the tools. Other keys are
 * not even parsed, as agents write them in a YAML of their own (`argument-hint: [a] [b]`).
 */
export function parseCommandFile(text: string, path: string): Result<CommandFile, Problem> {
  const matter = findFrontmatter(text);
  if (!matter.ok) {
    // Without a frontmatter the whole text is the prompt; a ruler at its top that nothing closes is one, too.
    return bodyOf(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, path, {});
  }
  const { from, to, bodyFrom } = matter.value;
  const { root, problems } = readYaml(ownLines(text.slice(0, to), from));
  const [problem] = problems;
  if (problem !== undefined) return err({ ...problem, file: path });
  const fields: { model?: string; allowedTools?: readonly string[] } = {};
  const map = root?.kind === 'map' ? root : undefined;
  const model = scalarText(valueAt(map, 'model'));
  if (model !== undefined) fields.model = model;
  const tools = valueAt(map, 'allowed_tools') ?? valueAt(map, 'allowed-tools');
  if (tools !== undefined) fields.allowedTools = toolsOf(tools);
  return bodyOf(text.slice(bodyFrom), path, fields);
}

function bodyOf(
  body: string,
  path: string,
  fields: Pick<CommandFile, 'model' | 'allowedTools'>,
): Result<CommandFile, Problem> {
  if (body.trim() === '') {
    return err({ kind: 'unreadable_command', path, reason: 'it has no text', file: path });
  }
  if (body.includes('\0')) {
    return err({ kind: 'unreadable_command', path, reason: 'it holds a NUL character', file: path });
  }
  return ok({ path, body: body.trim(), ...fields });
}

const OWN = /^(?:model|allowed[_-]tools)\s*:/;

// Everything else becomes an empty line, so that problems keep their line numbers.
function ownLines(text: string, from: number): string {
  const linesBefore = text.slice(0, from).split('\n').length - 1;
  let isOwn = false;
  const kept = text.split('\n').map((line, at) => {
    if (at < linesBefore) return '';
    if (OWN.test(line)) isOwn = true;
    else if (!/^(?:\s|-(?:\s|$)|$)/.test(line)) isOwn = false;
    return isOwn ? line : '';
  });
  return kept.join('\n');
}

const valueAt = (map: YamlMap | undefined, key: string) => map?.entries.get(key)?.value;

function scalarText(value: YamlValue | undefined): string | undefined {
  return value?.kind === 'scalar' && value.value !== null && value.text.trim() !== ''
    ? value.text.trim()
    : undefined;
}

function toolsOf(value: YamlValue): readonly string[] {
  if (value.kind === 'seq') return value.items.flatMap((item) => scalarText(item) ?? []);
  return splitTools(scalarText(value) ?? '');
}

// `Bash(git add, git log), Read`: a comma inside parentheses belongs to its tool.
function splitTools(text: string): readonly string[] {
  const tools: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (at < text.length && (character !== ',' || depth > 0)) continue;
    const tool = text.slice(from, at).trim();
    if (tool !== '') tools.push(tool);
    from = at + 1;
  }
  return tools;
}
