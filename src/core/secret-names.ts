/** A secret shorter than this is not replaced: it would tear ordinary text apart and hide nothing. */
export const minSecretLength = 6;

// Whole words between underscores: MONKEY and TOKENIZER are none.
const secretWord = /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|APIKEY|PAT)(?:_|$)/;
const secretKey =
  /(?:^|_)(?:API|ACCESS|SECRET|PRIVATE|SIGNING|ENCRYPTION|DEPLOY|AUTH|MASTER|SERVICE|ACCOUNT|LICENSE|STORAGE|SSH|GPG|PGP|[A-Z0-9]+)_KEY$/;
const fusedWord = /(?:TOKEN|SECRET|PASSWORD|PASSPHRASE|APIKEY)$/;
const secretOther = /(?:^|_)(?:PRIVATE_KEY|CONNECTION_STRING|SAS_URL|DSN)(?:_|$)/;
/** What is said about a secret, not the secret: where it lies, what it is called, how long it lives. */
const aboutSecret =
  /_(?:PATH|FILE|DIR|DIRECTORY|FOLDER|NAME|ID|TYPE|URL|URI|ENDPOINT|HOST|PORT|LENGTH|SIZE|COUNT|LIMIT|MAX|MIN|TTL|EXPIRY|EXPIRES|EXPIRES_AT|EXPIRATION|TIMEOUT|ENABLED|REQUIRED|HELPER|VERSION|REGION|ALGORITHM|USER|USERNAME|EMAIL)$/;
const numberOfTokens = /(?:^|_)(?:MAX|MIN|NUM|TOTAL|INPUT|OUTPUT|THINKING)_(?:.*_)?TOKENS?$/;
const harmless = new Set(['PWD', 'OLDPWD', 'PUBLIC_KEY', 'CACHE_KEY', 'SORT_KEY', 'PRIMARY_KEY']);
const harmlessEnd = /(?:^|_)(?:PUBLIC|CACHE|SORT|PRIMARY|FOREIGN|PARTITION|PUB)_KEY$/;

/** Whether an environment variable's name says that its value is a secret. Names in any case. */
export function looksSecret(name: string): boolean {
  // A name of 100 KiB is nobody's secret, and nothing here is asked to read it.
  if (name.length > 256) return false;
  const upper = name.toUpperCase().replaceAll('-', '_');
  if (harmless.has(upper) || harmlessEnd.test(upper) || numberOfTokens.test(upper)) return false;
  if (secretOther.test(upper) && !/_(?:PATH|FILE|DIR)$/.test(upper)) return true;
  if (aboutSecret.test(upper)) return false;
  return secretWord.test(upper) || secretKey.test(upper) || fusedWord.test(upper);
}

/** What can be redacted of some values, and which of them cannot. */
export interface UsableSecrets {
  readonly secrets: readonly string[];
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
    if (value.length < minSecretLength) {
      dropped.add(value);
      continue;
    }
    const lines = value.split(/\r\n|\n|\r/).map((line) => line.trim());
    if (value.trim().length >= minSecretLength) secrets.add(value);
    for (const line of lines) if (line.length >= minSecretLength) secrets.add(line);
  }
  return { secrets: [...secrets], dropped: [...dropped] };
}
