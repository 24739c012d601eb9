/** A command the runner would take out of a log line. */
export interface LogCommand {
  readonly form: 'v1' | 'v2';
  /** Lower case: the runner does not care. */
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
  /** The whole line it was found in. */
  readonly line: string;
}

const registered = new Set(
  (
    'stop-commands set-env set-output save-state add-path add-mask add-matcher remove-matcher ' +
    'warning error notice debug group endgroup echo'
  ).split(' '),
);

// More than .NET and JavaScript trim, each by itself: when in doubt the attacker is right.
const blank = new Set(
  '\t\v\f \u0085\u00a0\u1680\u180e\u2028\u2029\u202f\u205f\u3000\ufeff\u001c\u001d\u001e\u001f',
);
for (let code = 0x2000; code <= 0x200a; code++) blank.add(String.fromCharCode(code));

const v2Data: readonly Escape[] = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];
const v2Property: readonly Escape[] = [['%3A', ':'], ['%2C', ','], ...v2Data];
const v1All: readonly Escape[] = [['%3B', ';'], ['%5D', ']'], ...v2Data];
type Escape = readonly [string, string];

/** A stream as the runner reads it: LF, CRLF and a lone CR each end a line. */
export function splitLines(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The command in one line, if the runner sees one: `::x::` at its trimmed start, else `##[x]` anywhere. */
export function parseLine(line: string): LogCommand | undefined {
  return parseV2(line) ?? parseV1(line);
}

function parseV2(line: string): LogCommand | undefined {
  let start = 0;
  while (start < line.length && blank.has(line[start]!)) start++;
  if (!line.startsWith('::', start)) return undefined;
  const end = line.indexOf('::', start + 2);
  if (end < 0) return undefined;
  const head = parseHead(line.slice(start + 2, end), ',', v2Property);
  return head && { form: 'v2', ...head, message: unescaped(line.slice(end + 2), v2Data), line };
}

function parseV1(line: string): LogCommand | undefined {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  if (end < 0) return undefined;
  const head = parseHead(line.slice(start + 3, end), ';', v1All);
  return head && { form: 'v1', ...head, message: unescaped(line.slice(end + 1), v1All), line };
}

function parseHead(text: string, separator: string, escapes: readonly Escape[]) {
  const space = text.indexOf(' ');
  const name = (space < 0 ? text : text.slice(0, space)).toLowerCase();
  if (!registered.has(name)) return undefined;
  const properties: Record<string, string> = {};
  for (const pair of space < 0 ? [] : text.slice(space + 1).split(separator)) {
    const equals = pair.indexOf('=');
    if (equals > 0) properties[pair.slice(0, equals).trim()] = unescaped(pair.slice(equals + 1), escapes);
  }
  return { name, properties };
}

const unescaped = (text: string, escapes: readonly Escape[]) =>
  escapes.reduce((value, [from, to]) => value.replaceAll(from, to), text);

/** Every command of one stream; while commands are stopped, only the token counts. */
export function parseCommands(text: string): readonly LogCommand[] {
  const found: LogCommand[] = [];
  let token: string | undefined;
  for (const line of splitLines(text)) {
    if (token !== undefined) {
      if (line.trim() === `::${token}::` || line.includes(`##[${token}]`)) token = undefined;
      continue;
    }
    const command = parseLine(line);
    if (!command) continue;
    found.push(command);
    if (command.name === 'stop-commands' && command.message !== '') token = command.message;
  }
  return found;
}

/**
 * The pairs of a GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE file: `key=value`, or `key<<END` and lines up to `END`.
 * Throws where the runner would fail the step.
 */
export function parseEnvFile(text: string): readonly (readonly [string, string])[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const pairs: [string, string][] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.push([line.slice(0, equals), line.slice(equals + 1)]);
      continue;
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`);
    const end = lines.indexOf(line.slice(heredoc + 2), at + 1);
    if (end < 0) throw new Error(`Matching delimiter not found '${line.slice(heredoc + 2)}'`);
    pairs.push([line.slice(0, heredoc), lines.slice(at + 1, end).join('\n')]);
    at = end;
  }
  return pairs;
}
