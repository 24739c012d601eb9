/** A secret shorter than this is not replaced: it would tear ordinary text apart and hide nothing. */
export const minSecretLength = 6;

// Whole words between underscores: TOKENIZER is none, nor is PRIVATE_REGISTRY.
const secretWord =
  /(?:^|_)(?:TOKENS?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|APIKEYS?|PAT|PRIVATE_KEY|CONNECTION_STRING|AUTHORIZATION)(?:_|$)/;
// PGPASSWORD, AUTHTOKEN; any …_KEY.
const secretEnd = /(?:TOKEN|SECRET|PASSWORD|PASSPHRASE|APIKEY|_KEY|_KEYS|_PRIVATE)$/;
/** What is said about a secret, not the secret: where it lies, what it is called, how long it lives. */
const aboutSecret =
  /_(?:PATH|FILE|DIR|DIRECTORY|FOLDER|NAME|ID|TYPE|URL|URI|ENDPOINT|HOST|PORT|LENGTH|SIZE|COUNT|LIMIT|MAX|MIN|TTL|EXPIRY|EXPIRES|EXPIRES_AT|EXPIRATION|TIMEOUT|ENABLED|REQUIRED|HELPER|VERSION|REGION|ALGORITHM|USER|USERNAME|EMAIL)$/;
const numberOfTokens =
  /(?:^|_)(?:MAX|MIN|NUM|TOTAL)_(?:[A-Z0-9]+_)*TOKENS?$|(?:^|_)(?:INPUT|OUTPUT|THINKING)_TOKENS$/;
const openKey = /(?:^|_)(?:PUBLIC|PUB|CACHE|SORT|PRIMARY|FOREIGN|PARTITION)_KEYS?$/;

/** Whether an environment variable's name says that its value is a secret. Names in any case. */
export function looksSecret(name: string): boolean {
  // A name of 100 KiB is nobody's secret, and nothing here is asked to read it.
  if (name.length > 256) return false;
  const upper = name.toUpperCase().replaceAll('-', '_');
  if (upper === 'PWD' || openKey.test(upper) || numberOfTokens.test(upper) || aboutSecret.test(upper))
    return false;
  return secretWord.test(upper) || secretEnd.test(upper);
}

/** What can be redacted of some values, and which of them cannot. */
export interface UsableSecrets {
  readonly values: readonly string[];
  /** Whole values shorter than {@link minSecretLength}; never print them. */
  readonly dropped: readonly string[];
}

/**
 * The values worth redacting, each once: those of at least {@link minSecretLength} characters; of a value of several
 * lines also every line that long, since logs and JSON break it there.
 */
export function usableSecrets(values: Iterable<string>): UsableSecrets {
  const secrets = new Set<string>();
  const dropped = new Set<string>();
  for (const value of values) {
    if (value === '') continue;
    // A value of white space would eat the text's own.
    if (value.trim().length < minSecretLength) {
      dropped.add(value);
      continue;
    }
    secrets.add(value);
    for (const line of value.split(/[\r\n]+/)) {
      if (line.trim().length >= minSecretLength) secrets.add(line.trim());
    }
  }
  return { values: [...secrets], dropped: [...dropped] };
}
