import type { ReferenceMistake } from './problem.ts';
import { didYouMean } from './problem-words.ts';
import { quote } from './quote.ts';

type Words = {
  readonly [K in ReferenceMistake['kind']]: (mistake: Extract<ReferenceMistake, { kind: K }>) => string;
};

/** The words for names in expressions that only the whole pipe can tell. */
export const REFERENCE_WORDS: Words = {
  open_reference: ({ root }) =>
    `\`${root}\` must be followed by a name that is written out; write \`${root}.<id>\``,
  unknown_reference: ({ of, name, suggestion }) =>
    `there is no ${of} ${quote(name)}${didYouMean(suggestion) || HINTS[of] || ''}`,
  not_upstream: ({ node, of }) =>
    node === of
      ? `node ${quote(node)} reads itself, and has not ended by then; what its own steps did is in \`steps\``
      : `node ${quote(of)} reads node ${quote(node)}, which need not have ended by then; add it to \`depends_on\``,
  undeclared_output: ({ node, name, suggestion }) =>
    name === undefined
      ? `${quote(node)} publishes no outputs; give it \`outputs\``
      : `${quote(node)} has no output ${quote(name)}${didYouMean(suggestion) || '; declare it in its `outputs`'}`,
};

const HINTS: Readonly<Record<string, string>> = {
  variable: '; `set` it in a step of the same node',
  'environment variable': '; give it a value in `env`',
  property: '; there are `status`, `outputs`, `text`, `exit_code` and `duration_ms`',
  'run property': '; there are `id`, `pipe` and `dir`',
};
