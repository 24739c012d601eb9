import { Composer, CST, Lexer, type ParsedNode, Parser } from 'yaml';
import { createPlaceAt, type PlaceAt } from './lines.ts';
import type { Mistake, Problem, YamlFeature } from './problem.ts';
import { createTreeMaker, type TreeMaker } from './yaml-tree.ts';
import type { YamlValue } from './yaml-value.ts';

export const MAX_YAML_LENGTH = 1_048_576;
export const MAX_YAML_TOKENS = 200_000;
export const MAX_YAML_DEPTH = 32;
const MAX_REPORTED = 20;
const MAX_MESSAGE = 300;
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/;
const SCALAR_FOLLOWS = '\x1f';
const DOCUMENT_STARTS = '\x02';
/** A long list is composed in pieces of at least so many characters: small enough that each dies young in memory. */
const PIECE_LENGTH = 1024;

/** A YAML text as read: a value only if there is no problem and the text is not empty. */
export interface YamlReading {
  readonly root?: YamlValue;
  /** Without `file`. */
  readonly problems: readonly Problem[];
  readonly placeAt: PlaceAt;
}

/** Reads hostile YAML in one pass and linear time; `from` and `to` bound the YAML within the text. */
export function readYaml(text: string, from = 0, to = text.length): YamlReading {
  const placeAt = createPlaceAt(text);
  const problems: Problem[] = [];
  let unreported = 0;
  const report = (mistake: Mistake, start: number, end: number) => {
    if (problems.length < MAX_REPORTED) problems.push({ ...mistake, place: placeAt(start, end) });
    else unreported++;
  };
  const root = read(text, { from, to, placeAt, report });
  if (unreported > 0) problems.push({ kind: 'more_problems', count: unreported });
  return { ...(root !== undefined && problems.length === 0 && { root }), problems, placeAt };
}

interface Reading {
  readonly from: number;
  readonly to: number;
  readonly placeAt: PlaceAt;
  readonly report: (mistake: Mistake, start: number, end: number) => void;
}

function read(text: string, reading: Reading): YamlValue | undefined {
  const { to, report, placeAt } = reading;
  const from = text.charCodeAt(reading.from) === 0xfeff ? reading.from + 1 : reading.from;
  const source = text.slice(from, to);
  if (source.length > MAX_YAML_LENGTH) {
    report({ kind: 'yaml_limit', limit: 'size', max: MAX_YAML_LENGTH }, from, from + 1);
    return undefined;
  }
  const control = CONTROL.exec(source);
  if (control !== null) {
    const at = from + control.index;
    report({ kind: 'yaml_feature', feature: 'control_character' }, at, at + 1);
    return undefined;
  }
  const tree = createTreeMaker(report, placeAt);
  return parse(source, from, { tree, report });
}

interface Sink {
  readonly tree: TreeMaker;
  readonly report: Reading['report'];
}

function parse(source: string, from: number, sink: Sink): YamlValue | undefined {
  const parser = new Parser();
  parser.offset = from;
  const guard = createGuard(from, sink.report);
  const tokens: CST.Token[] = [];
  let composed = from;
  for (const lexeme of new Lexer().lex(source)) {
    const verdict = guard(lexeme);
    if (verdict === 'stop') return undefined;
    if (verdict === 'skip') continue;
    for (const token of parser.next(lexeme)) tokens.push(token);
    const { length } = parser.stack;
    if (length > MAX_YAML_DEPTH + 2 || (length === MAX_YAML_DEPTH + 2 && 'items' in parser.stack.at(-1)!)) {
      sink.report(
        { kind: 'yaml_limit', limit: 'depth', max: MAX_YAML_DEPTH },
        parser.offset - 1,
        parser.offset,
      );
      return undefined;
    }
    if (parser.offset - composed >= PIECE_LENGTH && composePiece(parser, sink)) composed = parser.offset;
  }
  if (guard('') === 'skip') return undefined;
  for (const token of parser.end()) tokens.push(token);
  return compose(tokens, sink);
}

type Verdict = 'feed' | 'skip' | 'stop';

// Once something is refused, the rest is only looked through for more of it, never parsed.
function createGuard(from: number, report: Reading['report']): (lexeme: string) => Verdict {
  let offset = from;
  let tokens = 0;
  let documents = 0;
  let before = '';
  let flowDepth = 0;
  let isScalar = false;
  let isRefused = false;
  const refuse = (feature: YamlFeature, length: number) => {
    isRefused = true;
    report({ kind: 'yaml_feature', feature }, offset, offset + length);
  };
  const limit = (what: 'tokens' | 'depth', max: number): Verdict => {
    report({ kind: 'yaml_limit', limit: what, max }, offset, offset + 1);
    return 'stop';
  };
  return (lexeme) => {
    const type = isScalar || lexeme === '' ? 'content' : CST.tokenType(lexeme);
    isScalar = lexeme === SCALAR_FOLLOWS && !isScalar;
    const feature = FEATURES.get(type ?? 'content');
    if (feature !== undefined) refuse(feature, lexeme.length);
    const isNext = lexeme === DOCUMENT_STARTS || (type === 'doc-start' && before !== DOCUMENT_STARTS);
    if (isNext && ++documents === 2) refuse('several_documents', 3);
    before = lexeme;
    if (type === 'flow-map-start' || type === 'flow-seq-start') flowDepth++;
    if (type === 'flow-map-end' || type === 'flow-seq-end') flowDepth--;
    if (flowDepth > MAX_YAML_DEPTH) return limit('depth', MAX_YAML_DEPTH);
    if (!UNCOUNTED.has(type ?? 'content')) tokens++;
    if (tokens > MAX_YAML_TOKENS) return limit('tokens', MAX_YAML_TOKENS);
    if (!MARKS.has(lexeme) || type === 'content') offset += lexeme.length;
    return isRefused ? 'skip' : 'feed';
  };
}

const FEATURES: ReadonlyMap<string, YamlFeature> = new Map([
  ['alias', 'alias'],
  ['anchor', 'anchor'],
  ['tag', 'tag'],
  ['directive-line', 'directive'],
  ['explicit-key-ind', 'complex_key'],
]);

const UNCOUNTED: ReadonlySet<string> = new Set(['space', 'newline', 'scalar', 'doc-mode']);
const MARKS: ReadonlySet<string> = new Set([DOCUMENT_STARTS, SCALAR_FOLLOWS, '\x18']);

// The list of nodes stands third on the parser's stack: document, map, list. Its last two items may still change.
function composePiece(parser: Parser, sink: Sink): boolean {
  const list = parser.stack[2];
  if (list?.type !== 'block-seq' || list.items.length < 3) return false;
  const items = list.items.splice(0, list.items.length - 2);
  // Offset -1: the piece itself must not be taken for the list whose earlier items were kept.
  const value: CST.BlockSequence = { type: 'block-seq', offset: -1, indent: list.indent, items };
  const piece = compose([{ type: 'document', offset: list.offset, start: [], value }], sink);
  if (piece?.kind === 'seq') sink.tree.keep(list.offset, piece.items);
  return true;
}

function compose(tokens: readonly CST.Token[], { tree, report }: Sink): YamlValue | undefined {
  const composer = new Composer<ParsedNode>({ uniqueKeys: false, schema: 'failsafe' });
  const syntax = (message: string, start: number, end: number) => {
    const hint = message.startsWith('Nested mappings') ? '; put a text that holds `: ` in quotes' : '';
    const line = message.split('\n', 1)[0]!.slice(0, MAX_MESSAGE);
    report({ kind: 'yaml_syntax', message: `${line}${hint}` }, start, end);
  };
  let root: YamlValue | undefined;
  for (const document of withoutStackTraces(() => [...composer.compose(tokens, false)])) {
    for (const { pos, message } of document.errors) syntax(message, pos[0], pos[1]);
    if (document.errors.length === 0) root = tree.make(document.contents as ParsedNode | null);
  }
  // Errors of a text without a document have no document to hang on.
  for (const { pos, message } of composer.streamInfo().errors) syntax(message, pos[0], pos[1]);
  return root;
}

// The library makes an Error of each syntax error; a hundred thousand stack traces take a second, nobody reads one.
function withoutStackTraces<T>(make: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
