import type { Expr } from '@actions/expressions/ast';
import { Dictionary } from '@actions/expressions/data/dictionary';
import { BooleanData, type ExpressionData, NumberData, StringData } from '@actions/expressions/data/index';
import { ExpressionError } from '@actions/expressions/errors';
import { Evaluator } from '@actions/expressions/evaluator';
import { wellKnownFunctions } from '@actions/expressions/funcs';
import { Lexer, type Token, TokenType } from '@actions/expressions/lexer';
import { Parser } from '@actions/expressions/parser';
import { OPEN, split } from './expression-text.ts';
import type { ExpressionMistake } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { suggest } from './suggest.ts';
import type { Context, Expression, Template, TemplateFault } from './template.ts';

const MAX_RENDERED = 10 * 1024 * 1024;
const STATUS_FUNCTIONS: ReadonlySet<string> = new Set(['success', 'failure', 'always', 'cancelled']);

/** Compiles a text with `${{ … }}` and checks every name in it; a text without one stays a string. */
export function compileTemplate(
  source: string,
  inputs: readonly string[],
): Result<Template, readonly TemplateFault[]> {
  if (!source.includes(OPEN)) return ok(source);
  const { pieces, isTerminated } = split(source);
  const faults: TemplateFault[] = [];
  const compiled: (string | Expr)[] = [];
  let occurrence = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      compiled.push(piece);
      continue;
    }
    const expression = compile(piece.body, inputs);
    if (expression.ok) compiled.push(expression.value);
    else for (const mistake of expression.error) faults.push({ mistake, occurrence });
    occurrence++;
  }
  if (!isTerminated) faults.push({ mistake: { kind: 'expression_unterminated' }, occurrence });
  return faults.length > 0 ? err(faults) : ok(expressionOf(source, compiled));
}

function compile(body: string, inputs: readonly string[]): Result<Expr, readonly ExpressionMistake[]> {
  const source = body.trim();
  try {
    const tokens = new Lexer(source).lex().tokens.map(unquoted);
    const mistakes = checkNames(tokens, inputs);
    if (mistakes.length > 0) return err(mistakes);
    const expression: Expr | undefined = new Parser(tokens, ['inputs'], []).parse();
    if (expression === undefined) return err([{ kind: 'expression_syntax', source, message: 'it is empty' }]);
    return ok(expression);
  } catch (error) {
    return err([{ kind: 'expression_syntax', source, message: syntaxWords(error) }]);
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

// On tokens, not on the tree: linear, without recursion, and before the parser asks its prototype-prone tables.
function checkNames(tokens: readonly Token[], inputs: readonly string[]): ExpressionMistake[] {
  const known = new Set(inputs.map((key) => key.toLowerCase()));
  const mistakes: ExpressionMistake[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.type !== TokenType.IDENTIFIER || tokens[at - 1]?.type === TokenType.DOT) continue;
    const next = tokens[at + 1];
    if (next?.type === TokenType.LEFT_PAREN) mistakes.push(...checkFunction(token.lexeme));
    else if (token.lexeme.toLowerCase() !== 'inputs') {
      mistakes.push({ kind: 'unknown_context', name: token.lexeme });
    } else {
      const key = accessed(tokens, at + 1);
      if (key === undefined || known.has(key.toLowerCase())) continue;
      const suggestion = suggest(key, inputs);
      mistakes.push({
        kind: 'unknown_input_reference',
        name: key,
        ...(suggestion !== undefined && { suggestion }),
      });
    }
  }
  return mistakes;
}

function checkFunction(name: string): ExpressionMistake[] {
  const lower = name.toLowerCase();
  if (Object.hasOwn(wellKnownFunctions, lower)) return [];
  if (STATUS_FUNCTIONS.has(lower)) return [{ kind: 'status_function', name: lower }];
  const suggestion = suggest(lower, Object.keys(wellKnownFunctions));
  return [{ kind: 'unknown_function', name, ...(suggestion !== undefined && { suggestion }) }];
}

function accessed(tokens: readonly Token[], at: number): string | undefined {
  const [first, second, third] = tokens.slice(at, at + 3);
  if (first?.type === TokenType.DOT && second?.type === TokenType.IDENTIFIER) return second.lexeme;
  const isIndex = first?.type === TokenType.LEFT_BRACKET && third?.type === TokenType.RIGHT_BRACKET;
  return isIndex && second?.type === TokenType.STRING ? String(second.value) : undefined;
}

function expressionOf(source: string, pieces: readonly (string | Expr)[]): Expression {
  return {
    source,
    render: (context) => {
      const root = contextData(context);
      let text = '';
      try {
        for (const piece of pieces) {
          text += typeof piece === 'string' ? piece : new Evaluator(piece, root).evaluate().coerceString();
          if (text.length > MAX_RENDERED) return err('the text is larger than 10 MiB');
        }
      } catch (error) {
        return err(error instanceof Error ? error.message.slice(0, 200) : 'the expression failed');
      }
      return ok(text);
    },
  };
}

function contextData({ inputs }: Context): Dictionary {
  const pairs = [...inputs].map(([key, value]) => ({ key, value: dataOf(value) }));
  return new Dictionary({ key: 'inputs', value: new Dictionary(...pairs) });
}

function dataOf(value: string | number | boolean): ExpressionData {
  if (typeof value === 'string') return new StringData(value);
  return typeof value === 'number' ? new NumberData(value) : new BooleanData(value);
}
