import type { Input } from '../core/inputs.ts';
import { inputText } from '../core/inputs.ts';
import { looksSecret, usableSecrets } from '../core/secret-names.ts';
import type { HostEnvironment } from '../effects/env.ts';

/** What must be hidden, and what could not be. */
export interface Secrets {
  readonly values: readonly string[];
  /** Names of secret inputs whose value is too short to be hidden without hiding ordinary text. */
  readonly tooShort: readonly string[];
}

/** The values of secret inputs and of environment variables with a secret-looking name. */
export function collectSecrets(inputs: readonly Input[], host: HostEnvironment): Secrets {
  const secretInputs = inputs.filter((input) => input.secret);
  const fromEnv = Object.entries(host.all).flatMap(([name, value]) => (looksSecret(name) ? [value] : []));
  const texts = secretInputs.map((input) => inputText(input.value));
  const { values, dropped } = usableSecrets([...texts, ...fromEnv]);
  const short = new Set(dropped);
  return {
    values,
    tooShort: secretInputs.filter((input) => short.has(inputText(input.value))).map((input) => input.key),
  };
}
