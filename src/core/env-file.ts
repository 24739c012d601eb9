import { quote } from './quote.ts';
import { err, ok, type Result } from './result.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const MAX_NAMES = 200;

/**
 * The names and values of a file in the grammar of GitHub's `$GITHUB_OUTPUT`, as the runner reads it: `name=value`, or
 * `name<<DELIMITER`, lines, `DELIMITER`. Of a name that comes twice the last value counts. The error names the line.
 */
export function parseEnvFile(text: string): Result<ReadonlyMap<string, string>, string> {
  const values = new Map<string, string>();
  const lines = createLines(text.startsWith('\ufeff') ? text.slice(1) : text);
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line === '') continue;
    const { number } = lines;
    const entry = readEntry(line, lines);
    if (!entry.ok) return err(`line ${number}: ${entry.error}`);
    const { name, value } = entry.value;
    values.set(name, value);
    if (values.size > MAX_NAMES) return err(`line ${number}: there are more than ${MAX_NAMES} names`);
  }
  return ok(values);
}

interface Lines {
  /** The next line without its end, or nothing; a carriage return belongs to the end. */
  readonly next: () => string | undefined;
  /** How many lines were given. */
  readonly number: number;
  /** Where the next line begins. */
  readonly at: number;
  readonly text: string;
}

function createLines(text: string): Lines {
  let at = 0;
  let number = 0;
  return {
    text,
    get number() {
      return number;
    },
    get at() {
      return at;
    },
    next: () => {
      if (at >= text.length) return undefined;
      const end = text.indexOf('\n', at);
      const line = text.slice(at, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end + 1;
      number++;
      return line.endsWith('\r') ? line.slice(0, -1) : line;
    },
  };
}

interface Entry {
  readonly name: string;
  readonly value: string;
}

// Whichever comes first decides: a value may hold `<<`, and a delimiter `=`.
function readEntry(line: string, lines: Lines): Result<Entry, string> {
  const equals = line.indexOf('=');
  const heredoc = line.indexOf('<<');
  if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
    const name = checkName(line.slice(0, heredoc));
    return name.ok ? readBlock(name.value, line.slice(heredoc + 2), lines) : name;
  }
  if (equals < 0) return err(`${quote(line)} is neither \`name=value\` nor \`name<<DELIMITER\``);
  const name = checkName(line.slice(0, equals));
  return name.ok ? ok({ name: name.value, value: line.slice(equals + 1) }) : name;
}

function checkName(name: string): Result<string, string> {
  if (name === '') return err('the name is empty');
  if (NAME.test(name)) return ok(name);
  return err(
    `${quote(name)} is no name: it takes a letter or \`_\`, then letters, digits, \`_\` and \`-\`, at most 64 characters`,
  );
}

function readBlock(name: string, delimiter: string, lines: Lines): Result<Entry, string> {
  if (delimiter === '') return err(`the delimiter of ${quote(name)} is empty`);
  const start = lines.at;
  for (let before = start, line = lines.next(); line !== undefined; before = lines.at, line = lines.next()) {
    if (line === delimiter) return ok({ name, value: withoutLineEnd(lines.text.slice(start, before)) });
  }
  return err(`the delimiter ${quote(delimiter)} of ${quote(name)} does not follow on a line of its own`);
}

// The line end before the delimiter is not the value's; those within it stay as they are.
const withoutLineEnd = (text: string) => text.replace(/\r?\n$/, '');
