import { resolveInputs } from './inputs.ts';
import { jsonText } from './json.ts';
import type { Pipe } from './pipe.ts';
import type { Mistake } from './problem.ts';
import { suggest } from './suggest.ts';
import { constantOf, type Template } from './template.ts';

/** A mistake in what an include gives; without a key it is something it does not give. */
export interface GivenMistake {
  readonly mistake: Mistake;
  readonly key?: string;
}

/** What is wrong with the values an include gives to a pipe, as far as they are known before anything runs. */
export function givenMistakes(given: ReadonlyMap<string, Template>, pipe: Pipe): readonly GivenMistake[] {
  const { inputs, name } = pipe;
  const found: GivenMistake[] = [];
  const keys = inputs.map(({ key }) => key);
  for (const [key, template] of given) {
    const spec = inputs.find((input) => input.key === key);
    if (spec === undefined) {
      const suggestion = suggest(key, keys);
      const mistake = { kind: 'unknown_with' as const, key, pipe: name };
      found.push({ key, mistake: { ...mistake, ...(suggestion !== undefined && { suggestion }) } });
      continue;
    }
    const value = constantOf(template);
    const checked =
      value === undefined ? undefined : resolveInputs([spec], new Map([[key, jsonText(value)]]));
    if (checked?.ok === false) for (const mistake of checked.error) found.push({ key, mistake });
  }
  for (const { key, required, default: fallback } of inputs) {
    if (required && fallback === undefined && !given.has(key))
      found.push({ mistake: { kind: 'missing_with', key, pipe: name } });
  }
  return found;
}
