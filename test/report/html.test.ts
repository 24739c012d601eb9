import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { completed, failed, MIXED, NESTED, planOf, RUN_ID, started } from './events.ts';
import { ownPart, type PageSource, pageOf } from './report-page.ts';

const digest = { body: '0123456789abcdef' };

const ended = (over: object = {}): Fact => ({ type: 'pipe.completed', duration_ms: 2000, ...over });

const RUNS: Readonly<Record<string, PageSource>> = {
  green: {
    facts: [
      started(),
      ...completed('build', { outputs: { size: 30, files: ['a', 'b'] } }),
      { type: 'node.started', node_id: 'review', kind: 'prompt', model: 'opus' },
      { type: 'gate.passed', node_id: 'review', gate: 'review-ok', method: 'hook', stdout: '2 of 2' },
      {
        type: 'node.completed',
        node_id: 'review',
        duration_ms: 900,
        attempt: 1,
        usage: { cost_usd: 0.42, turns: 2, input_tokens: 100, output_tokens: 20 },
        session_id: 'd1126f03-f8f3-4fa0-9d86-b87a439c13b0',
      },
      ended({ outputs: { version: '1.2.3' }, usage: { cost_usd: 0.42, turns: 2 } }),
    ],
    plan: planOf([
      { id: 'build', line: 7 },
      { id: 'review', kind: 'prompt', needs: ['build'], gate: 'review-ok' },
    ]),
    captures: {
      'nodes/build.out': 'built \x1b[32mok\x1b[0m\n',
      'nodes/review.out': 'All is well.\n',
      'nodes/review.stream.jsonl': [
        { type: 'system', subtype: 'init', session_id: 'd1126f03' },
        {
          type: 'assistant',
          message: {
            content: [
              { type: 'text', text: 'I look.' },
              {
                type: 'tool_use',
                id: 't1',
                name: 'Bash',
                input: { command: 'ls', description: 'What is there' },
              },
            ],
          },
        },
        { type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't1', content: 'a\nb' }] } },
        { type: 'assistant', message: { content: [{ type: 'text', text: 'All is well.' }] } },
        { type: 'result', subtype: 'success', num_turns: 2, total_cost_usd: 0.42, result: 'All is well.' },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    },
  },
  failed: {
    facts: MIXED,
    plan: planOf([
      { id: 'plan', kind: 'command' },
      { id: 'build', needs: ['plan'] },
      { id: 'lint', needs: ['plan'], line: 12 },
      { id: 'deploy', needs: ['build', 'lint'] },
      { id: 'later', needs: ['deploy'] },
    ]),
    captures: { 'nodes/lint.err': 'lint: 3 errors\nat line 7\n', 'nodes/lint.out': 'x\n' },
  },
  nested: { facts: NESTED, captures: { 'nodes/fix/1/poll.attempt-1.err': 'not there\n' } },
  cancelled: {
    facts: [
      started(),
      { type: 'node.started', node_id: 'slow', kind: 'bash' },
      {
        type: 'node.failed',
        node_id: 'slow',
        error: { kind: 'cancelled' },
        message: 'cancelled',
        duration_ms: 90,
        attempt: 1,
      },
      { type: 'node.skipped', node_id: 'next', reason: 'cancelled' },
      { type: 'pipe.aborted', reason: 'cancelled', duration_ms: 400 },
    ],
  },
  killed: {
    facts: [started(), ...completed('a'), { type: 'node.started', node_id: 'b', kind: 'loop' }],
    plan: planOf([{ id: 'a' }, { id: 'b', kind: 'loop', needs: ['a'] }, { id: 'c', needs: ['b'] }]),
    captures: { 'nodes/b.out': 'half a li' },
  },
  absorbed: {
    facts: [
      started(),
      ...failed('a', { error: { kind: 'gate_failed', exit_code: 1 }, message: 'no' }),
      ...completed('b'),
      ...completed('c'),
      { type: 'node.skipped', node_id: 'd', reason: 'upstream_failed', cause: 'a' },
      { type: 'node.skipped', node_id: 'e', reason: 'upstream_skipped', cause: 'd' },
      {
        type: 'node.skipped',
        node_id: 'f',
        reason: 'when',
        when: 'inputs.dry',
        saw: { 'inputs.dry': false },
      },
      ended(),
    ],
    plan: planOf([
      { id: 'a', gate: 'ok' },
      { id: 'b' },
      { id: 'c', needs: ['a', 'b'], triggerRule: 'one_success' },
      { id: 'd', needs: ['a'] },
      { id: 'e', needs: ['d'] },
      { id: 'f' },
    ]),
  },
  reused: {
    facts: [
      {
        ...started(),
        head: 'c0ffee',
        worktree: '.',
        resumed_from: 'feature-01kpfntqeej7vhn935kc0tm9vm',
      } as Fact,
      {
        type: 'node.reused',
        node_id: 'a',
        kind: 'bash',
        status: 'completed',
        digest,
        duration_ms: 700,
        attempt: 2,
      },
      { type: 'node.started', node_id: 'b', kind: 'bash', because: 'its script changed' },
      {
        type: 'node.failed',
        node_id: 'b',
        error: { kind: 'crash' },
        reason: 'interrupted',
        message: 'interrupted: the run ended while it ran',
        duration_ms: 100,
        attempt: 1,
      },
      { type: 'pipe.aborted', reason: 'interrupted', duration_ms: 400 },
    ],
  },
  empty: { facts: [] },
};

describe('the whole page of a run that is', () => {
  test.each(Object.entries(RUNS))('%s', async (name, source) => {
    await expect(ownPart(pageOf(source))).toMatchFileSnapshot(`../fixtures/reports/${name}.html`);
  });
});

test('the policy names our one script and our one style, and nothing else', () => {
  const page = pageOf(RUNS['green']!);
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)![1]!.replaceAll('&#39;', "'");
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [style] = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((match) => match[1]!);
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]!);
  expect(scripts).toHaveLength(1);
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `style-src ${hash(style!)}`,
    `script-src ${hash(scripts[0]!)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test('a failed node stands first, opened, with what says most', () => {
  const page = pageOf(RUNS['failed']!);
  expect(page.indexOf('id="failures"')).toBeLessThan(page.indexOf('id="graph-section"'));
  expect(page).toMatch(/<details class="node failed"[^>]* open>/);
  expect(page).toMatch(/<details class="capture" open><summary>stderr /);
  expect(page).toMatch(/<details class="capture"><summary>stdout /);
});

test('without a plan it says so, and has everything else', () => {
  const page = pageOf({ facts: MIXED });
  expect(page).not.toContain('id="graph"');
  expect(page).toContain('does not say what depends on what');
  expect(page).toContain(`<code>${RUN_ID}</code>`);
});

test('links lead to where the run lies', () => {
  const page = pageOf({ facts: MIXED, captures: { 'nodes/lint.err': 'x' }, over: { base: '../a%20b/' } });
  expect(page).toContain('href="../a%20b/nodes/lint.err"');
  expect(page).toContain('href="../a%20b/events.jsonl"');
});

test('a journal that breaks is shown up to there, with a word about it', () => {
  const page = pageOf({ facts: MIXED.slice(0, 3), over: { problem: 'line 4: not an event' } });
  expect(page).toContain('The journal is not whole:</b> line 4: not an event.');
});
