import type { Json, JsonMap } from './json.ts';
import { isTooDeep, MAX_JSON_DEPTH } from './json-depth.ts';
import { err, ok, type Result } from './result.ts';
import { keywordFault, refCircle } from './schema-check.ts';
import { checkFit } from './schema-fit.ts';

const MAX_ERRORS = 10;
/** One argument of a command line holds no more, and that is how a schema reaches an agent. */
const MAX_BYTES = 131_071;

/** Why a JSON Schema (2020-12, or an older one of the same meaning) cannot be used, as a sentence; nothing where it can. */
export function checkSchema(schema: JsonMap): string | undefined {
  const fault = keywordFault(schema);
  if (fault !== undefined) return fault;
  if (new TextEncoder().encode(JSON.stringify(schema)).length > MAX_BYTES) return 'it is longer than 128 KiB';
  return refCircle(schema);
}

/** What of a value does not fit a schema that was checked, each a sentence with its path; at most 10. */
export function fitErrors(schema: JsonMap, value: Json): readonly string[] {
  if (isTooDeep(value)) return [`it is nested more than ${MAX_JSON_DEPTH} deep`];
  const errors: string[] = [];
  checkFit(schema, { value, path: '' }, { root: schema, errors, most: MAX_ERRORS, depth: 0 });
  return errors;
}

/**
 * The JSON in what an agent said: all of it, else its last block fenced as `json`, else its last line, else the larger of
 * what lies from the first brace or bracket to the last. The error is a sentence.
 */
export function answerOf(text: string): Result<Json, string> {
  for (const candidate of [text, lastFence(text), lastLine(text)]) {
    const value = candidate === undefined ? undefined : parse(candidate);
    if (value !== undefined) return ok(value);
  }
  const spans = [span(text, '{', '}'), span(text, '[', ']')].filter((found) => found !== undefined);
  for (const found of spans.sort((a, b) => b.length - a.length)) {
    const value = parse(found);
    if (value !== undefined) return ok(value);
  }
  return err('it holds no JSON');
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

// What an agent says before its answer stands in lines of its own.
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

function lastFence(text: string): string | undefined {
  const open = /```json[ \t]*\r?\n/gi;
  let start = -1;
  for (let found = open.exec(text); found !== null; found = open.exec(text)) start = open.lastIndex;
  // A fence ends where a line begins: within a string of the JSON there is none.
  const end = start < 0 ? -1 : text.indexOf('\n```', start - 1);
  return end < 0 ? undefined : text.slice(start, end);
}

function span(text: string, open: string, close: string): string | undefined {
  const start = text.indexOf(open);
  const end = text.lastIndexOf(close);
  return start < 0 || end < start ? undefined : text.slice(start, end + 1);
}
