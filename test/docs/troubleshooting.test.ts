import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { AbortReason, ErrorKind } from '../../src/core/event.ts';
import { exitReason } from '../../src/report/outputs.ts';
import { read } from './markdown.ts';

/** Every value of the output `exit-reason`: the compiler compares this with the code's own unions. */
type ExitReason = ErrorKind | Exclude<AbortReason, 'timeout'> | 'run_timeout' | 'invalid' | 'rejected';

const EXIT_REASONS: Readonly<Record<ExitReason, true>> = {
  crash: true,
  timeout: true,
  blocked: true,
  max_iterations_exceeded: true,
  host_missing: true,
  gate_failed: true,
  gate_timeout: true,
  cancelled: true,
  agent_error: true,
  no_output: true,
  permission_denied: true,
  capture_failed: true,
  outputs_invalid: true,
  schema_invalid: true,
  max_visits_exceeded: true,
  node_failed: true,
  nothing_ran: true,
  interrupted: true,
  fault: true,
  run_timeout: true,
  invalid: true,
  rejected: true,
};

const page = read('docs/troubleshooting.md');
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.split('\n', 1)[0]!, text.split(/^## /m)[0]!]),
);

const quoted = (text: string) => [...text.matchAll(/`([a-z_]+)`/g)].map((match) => match[1]!);

describe('docs/troubleshooting.md', () => {
  test('has a section for every value of exit-reason, and for no other', () => {
    expect([...sections.keys()].sort()).toEqual(Object.keys(EXIT_REASONS).sort());
  });

  test.each([...sections])('%s: what it means, where to look, what to do', (_, text) => {
    expect([...text.matchAll(/^- \*\*(Means|Look|Do)\*\* /gm)].map((match) => match[1])).toEqual([
      'Means',
      'Look',
      'Do',
    ]);
  });

  test('the values that action.yml and its page name are among them', () => {
    const { outputs } = parse(read('action.yml')) as { outputs: Record<string, { description: string }> };
    const told = quoted(outputs['exit-reason']!.description);
    const said = quoted(/^`exit-reason` is empty when[\s\S]*?\n\n/m.exec(read('docs/action.md'))![0]);
    expect(told.length).toBeGreaterThan(5);
    expect(said.length).toBeGreaterThan(5);
    expect([...told, ...said].filter((value) => !sections.has(value))).toEqual([]);
  });

  test('the values of status are those of action.yml', () => {
    const { outputs } = parse(read('action.yml')) as { outputs: Record<string, { description: string }> };
    const rows = [...page.matchAll(/^\| `([a-z]+)` \|/gm)].map((match) => match[1]);
    expect(rows.slice(1)).toEqual(quoted(outputs['status']!.description));
  });

  test('an abort reaches the output by the name of its section', () => {
    const reasons: readonly Exclude<AbortReason, 'node_failed'>[] = [
      'timeout',
      'cancelled',
      'nothing_ran',
      'outputs_invalid',
      'interrupted',
      'fault',
    ];
    const state = { runId: 'p-1', pipe: 'p', status: 'aborted', nodes: new Map(), durationMs: 1 } as const;
    const values = reasons.map((reason) =>
      exitReason({ ...state, reason } as unknown as Parameters<typeof exitReason>[0]),
    );
    expect(values.filter((value) => !sections.has(value))).toEqual([]);
  });
});

// The kinds of failure have a table as well.
describe('docs/events.md', () => {
  test('names every kind of failure and every reason of an abort', () => {
    const text = read('docs/events.md');
    const rows = quoted(/^## Kinds of failure\n[\s\S]*?^A container/m.exec(text)![0]);
    const kinds = Object.keys(EXIT_REASONS).filter((value) => !NO_KINDS.includes(value));
    expect([...new Set(rows)].filter((word) => word in EXIT_REASONS).sort()).toEqual(kinds.sort());
  });
});

const NO_KINDS: readonly string[] = [
  'node_failed',
  'nothing_ran',
  'interrupted',
  'fault',
  'run_timeout',
  'invalid',
  'rejected',
];
