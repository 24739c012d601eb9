import { suggest } from './suggest.ts';

/** Keys of GitHub's workflows and of other tools, with `-` for `_`, and what they are called here. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['if', 'when'],
  ['needs', 'depends_on'],
  ['run', 'bash'],
  ['continue-on-error', 'on_error'],
  ['on-failure', 'on_error'],
  ['retry', 'on_error'],
  ['retries', 'on_error'],
  ['timeout-minutes', 'timeout'],
  ['for-each', 'each'],
  ['foreach', 'each'],
  ['matrix', 'each'],
  ['items', 'in'],
]);

/** The key of ours that a word of another tool means, if it may stand here. */
export function meantBy(key: string, allowed: readonly string[]): string | undefined {
  const meant = WORDS.get(key.toLowerCase().replaceAll('_', '-'));
  return meant !== undefined && allowed.includes(meant) ? meant : undefined;
}

/** The key that an unknown one was probably meant to be: another tool's word for it, or a slip of the pen. */
export const suggestKey = (key: string, allowed: readonly string[]): string | undefined =>
  meantBy(key, allowed) ?? suggest(key, allowed);
