import type { Expr } from '@actions/expressions/ast';
import { NumberData } from '@actions/expressions/data/index';
import { ExpressionError } from '@actions/expressions/errors';
import { Evaluator } from '@actions/expressions/evaluator';
import { Lexer, type Token, TokenType } from '@actions/expressions/lexer';
import { Parser } from '@actions/expressions/parser';
import { contextData, jsonOf, textOf } from './expression-data.ts';
import { FUNCTIONS } from './expression-functions.ts';
import { OPEN, split } from './expression-text.ts';
import type { Json } from './json.ts';
import type { ExpressionMistake } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { suggest } from './suggest.ts';
import type { Compiler, Context, Expression, Names, Reference, Template, TemplateFault } from './template.ts';

const MAX_RENDERED = 10 * 1024 * 1024;
const MAX_MESSAGE = 200;
const STATUS_FUNCTIONS: ReadonlySet<string> = new Set(['success', 'failure', 'always', 'cancelled']);

/** GitHub's expression language; every name in a text is checked when it is compiled. */
export const compiler: Compiler = { template: compileTemplate, expression: compileExpression };

function compileTemplate(source: string, names: Names): Result<Template, readonly TemplateFault[]> {
  if (!source.includes(OPEN)) return ok(source);
  const { pieces, isTerminated } = split(source);
  const scope = scopeOf(names);
  const faults: TemplateFault[] = [];
  const compiled: (string | Piece)[] = [];
  let occurrence = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      compiled.push(piece);
      continue;
    }
    const expression = compile(piece.body, scope, occurrence);
    if (expression.ok) compiled.push(expression.value);
    else for (const mistake of expression.error) faults.push({ mistake, occurrence });
    occurrence++;
  }
  if (!isTerminated) faults.push({ mistake: { kind: 'expression_unterminated' }, occurrence });
  return faults.length > 0 ? err(faults) : ok(expressionOf(source, compiled));
}

function compileExpression(source: string, names: Names): Result<Expression, readonly TemplateFault[]> {
  const compiled = compileAlone(source.trim(), names);
  if (compiled.ok) return ok(expressionOf(source, [compiled.value]));
  return err(compiled.error.map((mistake) => ({ mistake, occurrence: 0 })));
}

function compileAlone(source: string, names: Names): Result<Piece, readonly ExpressionMistake[]> {
  const scope = scopeOf(names);
  const notAlone: ExpressionMistake = { kind: 'expression_not_alone', source };
  if (!source.startsWith(OPEN)) {
    const bare = compile(source, scope, 0);
    // An opening inside a quoted text is only text, so whether it is a mistake shows in whether it can be read.
    const isMixed = !bare.ok && source.includes(OPEN) && bare.error[0]?.kind === 'expression_syntax';
    return isMixed ? err([notAlone]) : bare;
  }
  const { pieces, isTerminated } = split(source);
  if (!isTerminated) return err([{ kind: 'expression_unterminated' }]);
  const [only, ...others] = pieces;
  if (only === undefined || typeof only === 'string' || others.length > 0) return err([notAlone]);
  return compile(only.body, scope, 0);
}

interface Scope {
  readonly names: Names;
  readonly inputs: ReadonlySet<string>;
}

const scopeOf = (names: Names): Scope => ({
  names,
  inputs: new Set(names.inputs.map((key) => key.toLowerCase())),
});

interface Piece {
  readonly tree: Expr;
  readonly references: readonly Reference[];
}

function compile(
  body: string,
  scope: Scope,
  occurrence: number,
): Result<Piece, readonly ExpressionMistake[]> {
  const source = body.trim();
  try {
    const tokens = new Lexer(source).lex().tokens.map(unquoted);
    const { mistakes, references } = readNames(tokens, scope, occurrence);
    if (mistakes.length > 0) return err(mistakes);
    const roots = [...scope.names.roots, ...scope.names.items];
    const tree: Expr | undefined = new Parser(tokens, roots, [...FUNCTIONS.values()]).parse();
    if (tree === undefined) return err([{ kind: 'expression_syntax', source, message: 'it is empty' }]);
    return ok({ tree, references });
  } catch (error) {
    return err([{ kind: 'expression_syntax', source, message: hinted(syntaxWords(error), source) }]);
  }
}

// The library's own lexer unfolds only the first doubled quote of a text.
function unquoted(token: Token): Token {
  if (token.type !== TokenType.STRING) return token;
  return { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") };
}

function syntaxWords(error: unknown): string {
  if (!(error instanceof Error)) return 'it is no expression';
  if (error instanceof ExpressionError) return error.message;
  if (error.message === 'ErrorExceededMaxLength') return 'it is longer than 21000 characters';
  return error.message.split('. Located at', 1)[0]!.slice(0, 200);
}

// A name after a dot cannot begin with a digit; in a text in quotes it is none.
function hinted(message: string, source: string): string {
  const symbol = /^Unexpected symbol: '(\d[\w-]*)/.exec(message)?.[1];
  if (symbol === undefined) return message;
  const [before = '', after] = source.replaceAll(/'[^']*'/g, "''").split(`.${symbol}`, 2);
  const root = after === undefined ? undefined : /[A-Za-z_][\w-]*$/.exec(before.slice(-64))?.[0];
  return root === undefined ? message : `${message}; write ${root}['${symbol}']`;
}

interface Read {
  readonly mistakes: readonly ExpressionMistake[];
  readonly references: readonly Reference[];
}

// On tokens, not on the tree: linear, without recursion, and before the parser asks its prototype-prone tables.
function readNames(tokens: readonly Token[], scope: Scope, occurrence: number): Read {
  const mistakes: ExpressionMistake[] = [];
  const references: Reference[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.type !== TokenType.IDENTIFIER || tokens[at - 1]?.type === TokenType.DOT) continue;
    if (tokens[at + 1]?.type === TokenType.LEFT_PAREN) {
      mistakes.push(...checkFunction(token.lexeme));
      continue;
    }
    const root = rootOf(token.lexeme, scope.names);
    if (root === undefined) {
      const known = [...scope.names.roots, ...scope.names.items];
      mistakes.push({ kind: 'unknown_context', name: token.lexeme, known });
      continue;
    }
    const reference: Reference = { root, ...keysAt(tokens, at + 1), occurrence };
    references.push(reference);
    if (root === 'inputs') mistakes.push(...checkInput(reference.keys[0], scope));
  }
  return { mistakes, references };
}

function rootOf(name: string, { roots, items }: Names): string | undefined {
  const lower = name.toLowerCase();
  const isSame = (candidate: string) => candidate.toLowerCase() === lower;
  return roots.find(isSame) ?? items.find((item) => item === name) ?? items.find(isSame);
}

function checkInput(key: string | undefined, { names, inputs }: Scope): ExpressionMistake[] {
  if (key === undefined || inputs.has(key.toLowerCase())) return [];
  const suggestion = suggest(key, names.inputs);
  return [{ kind: 'unknown_input_reference', name: key, ...(suggestion !== undefined && { suggestion }) }];
}

function checkFunction(name: string): ExpressionMistake[] {
  const lower = name.toLowerCase();
  if (FUNCTIONS.has(lower)) return [];
  if (STATUS_FUNCTIONS.has(lower)) return [{ kind: 'status_function', name: lower }];
  const suggestion = suggest(lower, FUNCTIONS.keys());
  return [{ kind: 'unknown_function', name, ...(suggestion !== undefined && { suggestion }) }];
}

function keysAt(tokens: readonly Token[], from: number): Pick<Reference, 'keys' | 'isOpen'> {
  const keys: string[] = [];
  for (let at = from; ; ) {
    const [first, second, third] = tokens.slice(at, at + 3);
    if (first?.type === TokenType.DOT && second?.type === TokenType.IDENTIFIER) {
      keys.push(second.lexeme);
      at += 2;
    } else if (first?.type === TokenType.LEFT_BRACKET) {
      const key = third?.type === TokenType.RIGHT_BRACKET ? literal(second!) : undefined;
      if (key === undefined) return { keys, isOpen: true };
      keys.push(key);
      at += 3;
    } else {
      return { keys, isOpen: first?.type === TokenType.DOT };
    }
  }
}

function literal(token: Token): string | undefined {
  if (token.type === TokenType.STRING) return String(token.value);
  return token.type === TokenType.NUMBER ? new NumberData(Number(token.value)).coerceString() : undefined;
}

function expressionOf(source: string, pieces: readonly (string | Piece)[]): Expression {
  const references = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.references));
  const [first, ...others] = pieces;
  const only = typeof first === 'object' && others.length === 0 ? first : undefined;
  const render = (context: Context) => guarded(() => rendered(pieces, context));
  return {
    source,
    references,
    render,
    value: only === undefined ? render : (context) => guarded(() => evaluated(only, context)),
  };
}

function guarded<T>(run: () => Result<T, string>): Result<T, string> {
  try {
    return run();
  } catch (error) {
    return err(error instanceof Error ? failureWords(error.message) : 'the expression failed');
  }
}

// The value a long one ends with is left out, not cut: half a secret would not be found any more.
const failureWords = (message: string) =>
  message.length > MAX_MESSAGE ? message.split(':', 1)[0]! : message;

function rendered(pieces: readonly (string | Piece)[], context: Context): Result<string, string> {
  const root = contextData(context);
  let text = '';
  for (const piece of pieces) {
    text += typeof piece === 'string' ? piece : textOf(new Evaluator(piece.tree, root, FUNCTIONS).evaluate());
    if (text.length > MAX_RENDERED) return err('the text is larger than 10 MiB');
  }
  return ok(text);
}

function evaluated({ tree }: Piece, context: Context): Result<Json, string> {
  const value = jsonOf(new Evaluator(tree, contextData(context), FUNCTIONS).evaluate());
  // Also finds what is nested too deeply to be written, while it can still be told.
  const length = typeof value === 'string' ? value.length : JSON.stringify(value).length;
  return length > MAX_RENDERED ? err('the value is larger than 10 MiB') : ok(value);
}
