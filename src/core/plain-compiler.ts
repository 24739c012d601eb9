import { OPEN } from './expression-text.ts';
import { err, ok } from './result.ts';
import type { Compiler } from './template.ts';

// Also with the key in quotes, or as `? when` with the colon in a later line. Linear: a comment ends with its line.
const KEYS = /\b(?:when|while|in)["']?(?:\s|#[^\n]*\n)*:/;

/** Whether a pipe may hold an expression; when in doubt, yes. A backslash may spell anything in double quotes. */
export const needsCompiler = (text: string): boolean =>
  text.includes(OPEN) || text.includes('\\') || KEYS.test(text);

/** Stands in for the compiler, whose language is a package to load, in a pipe without expressions. */
export const PLAIN_COMPILER: Compiler = {
  template: ok,
  expression: (source) => {
    const message = 'this pipe was taken to have no expressions';
    return err([{ mistake: { kind: 'expression_syntax', source, message }, occurrence: 0 }]);
  },
};
