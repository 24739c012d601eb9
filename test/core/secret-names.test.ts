import { expect, test } from 'vitest';
import { looksSecret, usableSecrets } from '../../src/core/secret-names.ts';

test.each([
  'GITHUB_TOKEN',
  'ANTHROPIC_API_KEY',
  'NPM_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'INPUT_GITHUB-TOKEN',
  'npm_token',
  'GH_PAT',
  'DB_PASSWORD',
  'PGPASSWORD',
  'MYSQL_PWD',
  'DEPLOY_KEY',
  'SSH_PRIVATE_KEY',
  'GPG_PASSPHRASE',
  'GOOGLE_CREDENTIALS',
  'SECRET_KEY_BASE',
  'CLIENT_SECRET',
  'AZURE_STORAGE_CONNECTION_STRING',
  'API_KEYS',
  'SECRET',
  'TOKEN',
])('%s is a secret', (name) => expect(looksSecret(name)).toBe(true));

test.each([
  'RUNNER_TRACKING_ID',
  'PATH',
  'PWD',
  'OLDPWD',
  'HOME',
  'GITHUB_TOKEN_PATH',
  'GOOGLE_APPLICATION_CREDENTIALS_FILE',
  'AWS_ACCESS_KEY_ID',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'CLAUDE_CODE_MAX_OUTPUT_TOKENS',
  'MAX_THINKING_TOKENS',
  'TOKENIZER',
  'TOKENIZERS_PARALLELISM',
  'MONKEY',
  'KEYBOARD',
  'PUBLIC_KEY',
  'CACHE_KEY',
  'PRIVATE_REGISTRY',
  'SECRET_NAME',
  'TOKEN_TTL',
  'SSH_AUTH_SOCK',
  'PATTERN',
  'COMPAT',
  '',
])('%s is none', (name) => expect(looksSecret(name)).toBe(false));

test('usableSecrets: each once, long enough, lines of a value too', () => {
  const key = '-----BEGIN KEY-----\r\nMIIEvQIBADAN\nabc\n  indented-line\n-----END KEY-----\n';
  expect(usableSecrets(['longenough', 'longenough', 'short', '', 'short', '          ', key])).toEqual({
    values: ['longenough', key, '-----BEGIN KEY-----', 'MIIEvQIBADAN', 'indented-line', '-----END KEY-----'],
    dropped: ['short', '          '],
  });
});

test('a name of any length costs nothing', () =>
  expect(looksSecret(`TOKEN_${'A'.repeat(100_000)}`)).toBe(false));
