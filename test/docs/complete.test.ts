import { describe, expect, test } from 'vitest';
import type { AbortReason, Conclusion, SkipReason } from '../../src/core/event.ts';
import { FAILURE_MODES, TRIGGER_RULES } from '../../src/core/pipe.ts';
import { claude } from '../../src/effects/claude.ts';
import { parseFlags } from '../../src/shell/flags.ts';
import { HELP } from '../../src/shell/help.ts';
import { markdownFiles, read } from './markdown.ts';

interface Shape {
  readonly properties: Readonly<Record<string, unknown>>;
}

const schema = JSON.parse(read('schema/pipe.json')) as Shape & {
  readonly definitions: Readonly<Record<string, Shape>>;
};

const keysOf = (definition: string) => Object.keys(schema.definitions[definition]!.properties);

/** What a page has below a heading, up to the next one. */
function section(page: string, heading: string): string {
  const text = read(page);
  const from = text.indexOf(`\n${heading}\n`);
  expect(from, `${heading} of ${page}`).toBeGreaterThan(-1);
  const rest = text.slice(from + heading.length + 2);
  return rest.slice(0, /^#{1,3} /m.exec(rest)?.index ?? rest.length);
}

/** The names in back quotes that begin the rows of its tables. */
const named = (text: string) =>
  [...text.matchAll(/^\| (`.+?) \|/gm)].flatMap((row) =>
    [...row[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!),
  );

const BODIES = ['bash', 'prompt', 'command', 'loop', 'steps', 'parallel', 'each', 'join', 'pipe'];

describe('the tables of keys have every key the parser takes, and no other', () => {
  test('of a pipe', () => {
    expect(named(section('docs/pipes.md', '## The pipe')).sort()).toEqual(
      Object.keys(schema.properties).sort(),
    );
  });

  test('of a node', () => {
    const taken = new Set([...keysOf('node'), ...keysOf('step')]);
    const controls = ['set', 'return', 'jump', 'break', 'continue', 'skip', 'stop'];
    const keys = [...taken].filter((key) => !BODIES.includes(key) && !controls.includes(key));
    expect(named(section('docs/pipes.md', '## A node')).sort()).toEqual(keys.sort());
  });

  test('of an input', () => {
    expect(named(section('docs/pipes.md', '## Inputs')).sort()).toEqual(keysOf('input').sort());
  });

  test('of retry', () => {
    const rows = named(section('docs/flow/on-error.md', '## The map'));
    expect(rows.filter((name) => name !== 'retry' && name !== 'then').sort()).toEqual(keysOf('retry').sort());
  });

  test('the bodies', () => {
    const rows = [...read('docs/nodes.md').matchAll(/^\| `(\w+):/gm)].map((match) => match[1]);
    expect(rows).toEqual(BODIES);
  });
});

const SKIPS: Readonly<Record<SkipReason, true>> = {
  upstream_failed: true,
  upstream_skipped: true,
  not_triggered: true,
  when: true,
  branch_not_taken: true,
  jumped: true,
  stopped: true,
  timeout: true,
  cancelled: true,
};

const ABORTS: Readonly<Record<AbortReason, true>> = {
  node_failed: true,
  timeout: true,
  cancelled: true,
  nothing_ran: true,
  outputs_invalid: true,
  interrupted: true,
  fault: true,
};

// `stopped` is the run's own, its `reason`.
const CONCLUSIONS: Readonly<Record<Exclude<Conclusion, 'stopped'>, true>> = {
  failure_ignored: true,
  exhausted: true,
};

describe('the tables of words have every word of the code', () => {
  test('trigger rules', () => {
    const [, ...rows] = named(section('docs/scheduling.md', '## Trigger rules'));
    expect(rows.sort()).toEqual([...TRIGGER_RULES].sort());
  });

  test('reasons of a skip', () => {
    expect(named(section('docs/scheduling.md', '## Why a node was skipped'))).toEqual(Object.keys(SKIPS));
  });

  test('failure modes', () => {
    expect(named(read('docs/flow/failure-mode.md')).filter((name) => name !== 'failure_mode')).toEqual([
      ...FAILURE_MODES,
    ]);
  });

  test('reasons of an abort', () => {
    const text = section('docs/events.md', '## Reasons of an abort');
    expect([...text.matchAll(/`(\w+)`/g)].map((match) => match[1])).toEqual(Object.keys(ABORTS));
  });

  test('conclusions', () => {
    const line = /^- `conclusion` is [\s\S]*?(?=^- )/m.exec(read('docs/events.md'))![0];
    expect(Object.keys(CONCLUSIONS).filter((word) => !line.includes(`\`${word}\``))).toEqual([]);
  });

  test('the call of the agent', () => {
    const call = /^claude .+$/m.exec(read('docs/agents.md'))![0];
    const asked = { model: 'M', allowedTools: ['A', 'B'], schema: {} };
    const sessions = [{ kind: 'start', id: 'U' } as const, { kind: 'resume', id: 'U' } as const];
    const flags = sessions.flatMap((session) => claude.args({ ...asked, session }));
    expect(call.match(/(?<=[ [])-{1,2}[a-zA-Z-]+(?= )/g)!.toSorted()).toEqual(
      [...new Set(flags.filter((flag) => flag.startsWith('-')))].toSorted(),
    );
    for (const [name, value] of Object.entries(claude.env))
      expect(read('docs/agents.md')).toContain(`\`${name}=${value}\``);
  });

  test('commands and options', () => {
    const page = read('docs/cli.md');
    const commands = [...HELP.matchAll(/^ {2}omne (\w+)/gm)].map((match) => `omne ${match[1]}`);
    const options = [...HELP.matchAll(/(--[a-z-]+)/g)].map((match) => match[1]!);
    const others = read('docs/flow/plan.md');
    expect(commands.filter((command) => !page.includes(`\`${command}`))).toEqual([]);
    expect(options.filter((option) => !page.includes(option) && !others.includes(option))).toEqual([]);
  });
});

const commands = markdownFiles().flatMap((page) =>
  [...read(page).matchAll(/^(?:node dist\/cli\.js|omne) ([a-z].*)$/gm)].map((match) => ({
    page,
    line: match[1]!,
  })),
);

describe('command lines in the documentation', () => {
  test('are found', () => {
    expect(commands.length).toBeGreaterThan(10);
  });

  test.each(commands)('$page: omne $line', ({ line }) => {
    const argv = [...line.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map((match) => match[0].replaceAll('"', ''));
    expect(parseFlags(argv)).toMatchObject({ ok: true });
  });
});
