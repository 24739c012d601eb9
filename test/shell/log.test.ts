import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { emptyState, reduce } from '../../src/core/state.ts';
import { type CaptureStream, runFiles } from '../../src/effects/run-files.ts';
import { createLog, type LogOptions } from '../../src/shell/log.ts';
import { completed, failed, NESTED, RUN_ID, stamped, started } from '../report/events.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'omne-log-'));
  mkdirSync(join(root, '.omne/var/runs', RUN_ID, 'nodes'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Rig {
  readonly clock: FakeClock;
  readonly play: (...facts: readonly Fact[]) => void;
  readonly print: (id: string, text: string | Uint8Array, stream?: CaptureStream) => void;
  readonly path: (id: string, stream?: CaptureStream) => string;
  /** Moves a capture aside, as the engine does before another attempt. */
  readonly keep: (id: string, attempt: number, stream?: CaptureStream) => void;
  /** What was written since the last call. */
  readonly take: () => string;
  readonly close: () => Promise<void>;
}

function rig(options: Partial<LogOptions> & { secrets?: readonly string[] } = {}): Rig {
  const files = runFiles(root, root, RUN_ID);
  const clock = fakeClock();
  let out = '';
  const log = createLog({
    mode: 'grouped',
    dialect: 'actions',
    write: (text) => {
      if (!text.endsWith('\n')) throw new Error('only whole lines');
      out += text;
    },
    files,
    redactor: createRedactor(options.secrets ?? []),
    clock,
    color: false,
    ...options,
  });
  const state = emptyState();
  return {
    clock,
    play: (...facts) => {
      for (const event of stamped(facts)) {
        reduce(state, event);
        log.event(event, state);
      }
    },
    path: (id, stream = 'out') => files.capture(id, stream),
    keep: (id, attempt, stream = 'out') =>
      renameSync(files.capture(id, stream), files.attemptCapture(id, attempt, stream)),
    print: (id, text, stream = 'out') => {
      const path = files.capture(id, stream);
      if (id.includes('/')) mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, text);
    },
    take: () => {
      const taken = out;
      out = '';
      return taken;
    },
    close: () => log.close(),
  };
}

// The runner's parser (github-actions.md §5.1), as an oracle.
const REGISTERED =
  /^(stop-commands|set-env|set-output|save-state|add-path|add-mask|add-matcher|remove-matcher|warning|error|notice|debug|group|endgroup|echo)$/i;

function commandsIn(log: string): string[] {
  return log.split(/\r\n|\n|\r/).flatMap((line) => {
    const trimmed = line.replace(/^[\s\ufeff\u200b]+/, '');
    const end = trimmed.indexOf('::', 2);
    const v2 = trimmed.startsWith('::') && end > 0 ? trimmed.slice(2, end).split(' ')[0]! : '';
    const v1 = /##\[([^ \]]*)[^\]]*\]/.exec(line)?.[1] ?? '';
    return [v2, v1].filter((name) => REGISTERED.test(name));
  });
}

const HOSTILE = [
  '::set-output name=status::completed',
  'x ##[add-mask]a',
  '\r::error::x',
  '  ::add-mask::e',
  '\ufeff::stop-commands::t',
  '\x1b[31m::error::red\x1b[0m',
  '\x1b]8;;x\x07::error::osc',
  'progress 1%\rprogress 2%\r\n::endgroup::',
  '##[group]y',
  '\u2028::warning::z',
].join('\n');

const start = (id: string): Fact => ({ type: 'node.started', node_id: id, kind: 'bash' });
const done = (id: string, over = {}) => completed(id, over)[1]!;
const fails = (id: string, over = {}) => failed(id, over)[1]!;

const attemptFails = (id: string, attempt: number, will: 'retry' | 'continue' | 'fail'): Fact => ({
  type: 'node.attempt_failed',
  node_id: id,
  attempt,
  error: { kind: 'crash', exit_code: 2 },
  message: 'not there',
  will,
  output_path: `nodes/${id}.out`,
});
const retries = (id: string, delay_ms = 0): Fact => ({
  type: 'node.retrying',
  node_id: id,
  retry: 1,
  of: 2,
  delay_ms,
});

describe('grouped', () => {
  it('in the Actions dialect: a group per node with output, a failure left open', () => {
    const { play, print, take } = rig();
    print('build', 'compiling\ndone\n');
    print('build', 'a warning', 'err');
    print('lint', '3 errors\n', 'err');
    play(
      started(),
      start('build'),
      start('lint'),
      start('empty'),
      done('build'),
      fails('lint'),
      done('empty'),
    );
    play({ type: 'node.skipped', node_id: 'deploy', reason: 'upstream_failed', cause: 'lint' });
    play({ type: 'pipe.aborted', reason: 'node_failed', cause: 'lint', duration_ms: 1500 });
    expect(take()).toMatchInlineSnapshot(`
      "● build started
      ● lint started
      ● empty started
      ::group::✓ build (1.2s)
      compiling
      done
      ── stderr
      a warning
      ::endgroup::
      ✗ lint 0.3s  crash (exit 2): lint: 3 errors
      3 errors
      ✓ empty 1.2s
      ⊘ deploy skipped: upstream_failed (lint)
      ✗ feature aborted: lint crash (exit 2) · 1.5s · 2 completed, 1 failed, 1 skipped
        ✗ lint  crash (exit 2): lint: 3 errors
        journal   .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/events.jsonl
        captures  .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes
      "
    `);
  });

  it('in the plain dialect: headings instead of groups', () => {
    const { play, print, take } = rig({ dialect: 'plain' });
    print('build', '\x1b[32mgreen\x1b[0m\x1b[2J\n');
    print('lint', '3 errors\n', 'err');
    play(started(), start('build'), start('lint'), done('build'), fails('lint'));
    expect(take()).toMatchInlineSnapshot(`
      "● build started
      ● lint started
      ── ✓ build 1.2s
      green
      ──
      ── ✗ lint 0.3s  crash (exit 2): lint: 3 errors
      3 errors
      ──
      "
    `);
  });

  it('with colours keeps those of the node and paints the marks', () => {
    const { play, print, take } = rig({ dialect: 'plain', color: true });
    print('build', '\x1b[32mgreen\n');
    play(start('build'), done('build'));
    expect(take().replaceAll('\x1b', '^')).toMatchInlineSnapshot(`
      "^[36m●^[0m build started
      ── ^[32m✓^[0m build 1.2s
      ^[32mgreen^[0m
      ──
      "
    `);
  });

  it("a gate's output is shown when the gate refused, an agent's stderr when the agent failed", () => {
    const { play, print, take } = rig();
    print('fix', 'I fixed it\n');
    print('fix', 'debug noise\n', 'err');
    print('fix', 'no tests\n', 'gate.err');
    const agent: Fact = { type: 'node.started', node_id: 'fix', kind: 'prompt' };
    play(agent, done('fix'));
    expect(take()).not.toContain('debug noise');
    play(fails('fix', { error: { kind: 'gate_failed', exit_code: 1 } }));
    expect(take()).toMatchInlineSnapshot(`
      "✗ fix 0.3s  gate_failed (exit 1): lint: 3 errors
      I fixed it
      ── stderr
      debug noise
      ── gate stderr
      no tests
      "
    `);
  });

  const usage = { cost_usd: 0.4212, turns: 12 };
  const tool = (name: string, id: string) =>
    `${JSON.stringify({ type: 'assistant', message: { id: 'm', content: [{ type: 'tool_use', id, name, input: {} }] } })}\n`;

  it("an agent's turns, cost and tools stand in the line that stays when its group is folded", () => {
    const agent: Fact = { type: 'node.started', node_id: 'fix', kind: 'prompt' };
    const { play, print, take } = rig();
    print('fix', 'I fixed it\n');
    print('fix', `${tool('Bash', '1')}${tool('Edit', '2')}no json\n${tool('Bash', '3')}`, 'stream.jsonl');
    play(agent, done('fix', { usage }));
    expect(take()).toMatchInlineSnapshot(`
      "● fix started
      ::group::✓ fix (1.2s, 12 turns, $0.42)  tools: Bash 2, Edit 1
      I fixed it
      ::endgroup::
      "
    `);
    play(agent, fails('fix', { usage }));
    expect(take()).toMatchInlineSnapshot(`
      "● fix started
      ✗ fix 0.3s · 12 turns · $0.42  crash (exit 2): lint: 3 errors  tools: Bash 2, Edit 1
      I fixed it
      "
    `);
    const streamed = rig({ mode: 'stream' });
    streamed.play(agent, done('fix', { usage }));
    expect(streamed.take()).toContain('✓ fix 1.2s · 12 turns · $0.42  tools: Bash 2, Edit 1\n');
  });

  it("an agent's tools: of a long stream those at its ends, and no name that acts", () => {
    const agent: Fact = { type: 'node.started', node_id: 'fix', kind: 'command' };
    const { play, print, take } = rig();
    print('fix', tool('Read\n::error::x\x1b[2J', '0'), 'stream.jsonl');
    print('fix', tool('Bash', '1').repeat(20_000), 'stream.jsonl');
    play(agent, done('fix'));
    expect(take()).toMatch(
      /^● fix started\n✓ fix 1\.2s {2}tools: at least Bash 1\d{4}, Read ::error::x 1\n$/,
    );
  });

  it('says once a minute what is still running', () => {
    const { play, clock, take } = rig();
    play(start('slow'));
    clock.advance(30_000);
    play(start('other'), start('third'), done('third'));
    take();
    clock.advance(31_000);
    expect(take()).toBe('● still running: slow 1m 0s\n');
    clock.advance(60_000);
    expect(take()).toBe('● still running: other 1m 0s\n● still running: slow 2m 0s\n');
    play(done('slow'), done('other'), { type: 'pipe.completed', duration_ms: 1 });
    take();
    expect(clock.armed()).toBe(0);
  });

  it('of a long capture the first 64 KiB and the last 1 MiB, with the way to the rest', () => {
    const { play, print, take } = rig();
    const line = `${'x'.repeat(99)}\n`;
    print('big', `first\n${line.repeat(20_000)}last\n`);
    play(start('big'), done('big'));
    const text = take();
    const notes = text.split('\n').filter((shown) => !/^x*$/.test(shown));
    expect(notes).toEqual([
      '● big started',
      '::group::✓ big (1.2s)',
      'first',
      `… 865.1 KiB left out; the whole is in .omne/var/runs/${RUN_ID}/nodes/big.out`,
      'last',
      '::endgroup::',
    ]);
    expect(text.length).toBeLessThan(1_150_000);
  });

  it('handles a 200 MB capture with flat memory', () => {
    const bytes = { count: 0 };
    const { play, path } = rig({
      write: (text) => {
        bytes.count += text.length;
      },
    });
    const out = path('big');
    writeFileSync(out, '');
    truncateSync(out, 100_000_000);
    appendFileSync(out, 'y'.repeat(100_000_000));
    const before = process.memoryUsage().rss;
    play(start('big'), done('big'));
    expect(bytes.count).toBeLessThan(1_200_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * 1024 * 1024);
  });

  it('costs little for a thousand nodes without output', () => {
    const { play } = rig({ write: () => {} });
    const facts = Array.from({ length: 1000 }, (_, at) => [start(`n${at}`), done(`n${at}`)]).flat();
    const begin = performance.now();
    play(...facts);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

describe('stream', () => {
  it('gives prefixed lines as they come, both streams, and the rest at the end', async () => {
    const { play, print, take, clock, close } = rig({ mode: 'stream' });
    play(start('a'), start('b'));
    take();
    print('a', 'one\ntw');
    print('b', 'oops\n', 'err');
    clock.advance(100);
    expect(take()).toBe('[a] one\n[b] oops\n');
    print('a', 'o\nthree');
    clock.advance(100);
    expect(take()).toBe('[a] two\n');
    play(done('a'));
    expect(take()).toBe('[a] three\n✓ a 1.2s\n');
    print('b', 'at the end');
    await close();
    expect(take()).toBe('[b] at the end\n');
    expect(clock.armed()).toBe(0);
  });

  it('marks a capture that shrank, and skips ahead when a node prints faster than people read', () => {
    const { play, print, path, take, clock } = rig({ mode: 'stream' });
    play(start('a'));
    print('a', 'before\n');
    clock.advance(100);
    truncateSync(path('a'));
    print('a', 'x\n');
    clock.advance(100);
    const where = `.omne/var/runs/${RUN_ID}/nodes/a.out`;
    expect(take()).toBe(`● a started\n[a] before\n[a] … ${where} was cut; from its start again\n[a] x\n`);
    print('a', `${'y'.repeat(99)}\n`.repeat(30_000));
    clock.advance(100);
    expect(take().split('\n')[0]).toBe(`[a] … 2.6 MiB left out; the whole is in ${where}`);
  });

  it('shows a burst of 1 MiB whole, in several polls or at the end', () => {
    const { play, print, take, clock } = rig({ mode: 'stream' });
    const lines = Array.from({ length: 10_000 }, (_, at) => `${at} ${'z'.repeat(90)}`);
    play(start('a'), start('b'));
    take();
    print('a', `${lines.join('\n')}\n`);
    print('b', `${lines.join('\n')}\n`);
    play(done('a'));
    const whole = lines.map((line) => `[a] ${line}\n`).join('');
    expect(take()).toBe(`${whole}✓ a 1.2s\n`);
    clock.advance(400);
    expect(take()).toBe(whole.replaceAll('[a]', '[b]'));
  });

  it('waits for a slow reader, and loses nothing by it but what is too much', () => {
    let backlog = 0;
    const { play, print, take, clock } = rig({ mode: 'stream', backlog: () => backlog });
    play(start('a'));
    take();
    backlog = 1_000_000;
    print('a', 'one\n');
    clock.advance(1000);
    expect(take()).toBe('');
    backlog = 0;
    clock.advance(100);
    expect(take()).toBe('[a] one\n');
    backlog = 100_000_000;
    print('a', `${'z'.repeat(99)}\n`.repeat(5000));
    print('a', 'last\n');
    play(done('a'));
    const text = take();
    expect(text).toMatch(/^\[a\] … 48\d\.\d KiB left out; the whole is in .*\n/);
    expect(text).toMatch(/\[a\] last\n✓ a 1\.2s\n$/);
    expect(text.length).toBeLessThan(6000);
  });

  it('after 8 MiB of one stream shows no more of it until its end', () => {
    const { play, print, take, clock } = rig({ mode: 'stream' });
    play(start('a'));
    const where = `.omne/var/runs/${RUN_ID}/nodes/a.out`;
    let size = 0;
    let text = '';
    for (let at = 0; at < 100; at++) {
      print('a', `${'y'.repeat(99)}\n`.repeat(2000));
      clock.advance(100);
      const taken = take();
      text = taken || text;
      size += taken.length;
    }
    expect(text.split('\n').at(-2)).toBe(
      `[a] … 8.0 MiB shown; no more of it until its end; the whole is in ${where}`,
    );
    expect(size).toBeGreaterThan(8 * 1024 * 1024);
    expect(size).toBeLessThan(8.3 * 1024 * 1024);
    print('a', 'last\n');
    clock.advance(60_000);
    expect(take()).toMatch(/^● still running: a /);
    play(done('a'));
    const lines = take().split('\n');
    // The first is what the log held of an unfinished line.
    expect(lines[0]).toMatch(/^\[a\] y+$/);
    expect(lines[1]).toMatch(/^\[a\] … 1\d\.\d MiB left out; the whole is in /);
    expect(lines.slice(-3)).toEqual(['[a] last', '✓ a 1.2s', '']);
    expect(lines.length).toBeLessThan(700);
  });

  it('a node that prints is not called silent', () => {
    const { play, print, take, clock } = rig({ mode: 'stream' });
    play(start('a'), start('mute'));
    clock.advance(40_000);
    print('a', 'here\n');
    clock.advance(21_000);
    expect(take()).toContain('still running: mute 1m 0s\n');
    clock.advance(40_000);
    expect(take()).toMatch(/still running: a 1m 40s\n/);
  });
});

describe('nested nodes', () => {
  const printed = (options: Partial<LogOptions>) => {
    const log = rig(options);
    log.print('fix/1/poll', 'first try\n');
    log.keep('fix/1/poll', 1);
    log.print('fix/1/poll', 'second try\n');
    log.print('fix', 'red\n', 'until.out');
    log.print('fix', '2 left\n', 'until.err');
    log.print('items/0', 'built\n');
    log.print('items/1', '3 errors\n', 'err');
    // Of no event's node: a body has no capture of its own.
    log.print('items', 'nobody wrote this\n');
    log.play(...NESTED);
    return log.take();
  };

  it('grouped: a group per node that runs something, none for bodies', () => {
    expect(printed({})).toMatchInlineSnapshot(`
      "● fix started
      ● fix iteration 1
      ● fix/1 started
      ● fix/1/poll started
      ✗ fix/1/poll attempt 1 failed  crash (exit 7): not there; retrying
      first try
      ● fix/1/poll retry 1 of 2 in 10s
      ✗ fix/1/poll attempt 2 failed  crash (exit 7): still not there; jumping
      second try
      ● fix/1/poll jumps to over
      ✓ fix/1/poll 0.2s  failure ignored: crash (exit 7)
      ⊘ fix/1/use skipped: jumped
      ✓ fix/1/over 0.0s
      ✓ fix/1 0.3s
      ::group::● fix until_bash: not yet (exit 1)
      ── until_bash stdout
      red
      ── until_bash stderr
      2 left
      ::endgroup::
      ● fix iteration 2
      ● fix/2 started
      ✓ fix/2 0.1s
      ✓ fix until_bash: passed
      ✓ fix 0.5s  iterations exhausted
      ● items started
      ● items 2 items
      ● items/0 started
      ::group::✓ items/0 (1.2s)
      built
      ::endgroup::
      ● items/1 started
      ✗ items/1 0.3s  crash (exit 2): lint: 3 errors
      3 errors
      ✗ items 0.9s  crash (exit 2): items/1: lint: 3 errors
      ⊘ deploy skipped: when nodes.fix.outputs.x == 'y' (nodes.fix.outputs.x is "n", nodes.fix.status is null)
      ✓ all 0.0s
      ✗ feature aborted: items crash (exit 2) · 2.0s · 2 completed, 1 failed, 1 skipped
        ✗ items  crash (exit 2): items/1: lint: 3 errors
        output    version = 1.2.3
        output    built = ["a","b"]
        output    nothing =
        output    count = 3
        journal   .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/events.jsonl
        captures  .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes
      "
    `);
  });

  it('grouped in the plain dialect', () => {
    expect(printed({ dialect: 'plain' }).split('\n').slice(3, 26).join('\n')).toMatchInlineSnapshot(`
      "● fix/1/poll started
      ── ✗ fix/1/poll attempt 1 failed  crash (exit 7): not there; retrying
      first try
      ──
      ● fix/1/poll retry 1 of 2 in 10s
      ── ✗ fix/1/poll attempt 2 failed  crash (exit 7): still not there; jumping
      second try
      ──
      ● fix/1/poll jumps to over
      ✓ fix/1/poll 0.2s  failure ignored: crash (exit 7)
      ⊘ fix/1/use skipped: jumped
      ✓ fix/1/over 0.0s
      ✓ fix/1 0.3s
      ── ● fix until_bash: not yet (exit 1)
      ── until_bash stdout
      red
      ── until_bash stderr
      2 left
      ──
      ● fix iteration 2
      ● fix/2 started
      ✓ fix/2 0.1s
      ✓ fix until_bash: passed"
    `);
  });

  it('quiet: failures only', () => {
    expect(printed({ mode: 'quiet' })).toMatchInlineSnapshot(`
      "✗ items/1 0.3s  crash (exit 2): lint: 3 errors
      3 errors
      ✗ items 0.9s  crash (exit 2): items/1: lint: 3 errors
      ✗ feature aborted: items crash (exit 2) · 2.0s · 2 completed, 1 failed, 1 skipped
        ✗ items  crash (exit 2): items/1: lint: 3 errors
        output    version = 1.2.3
        output    built = ["a","b"]
        output    nothing =
        output    count = 3
        journal   .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/events.jsonl
        captures  .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes
      "
    `);
  });

  it('a last attempt is told once, by the end of its node', () => {
    const { play, print, take } = rig();
    print('a', 'out of it\n');
    play(start('a'), attemptFails('a', 3, 'fail'), fails('a', { attempt: 3 }));
    expect(take()).toBe('● a started\n✗ a 0.3s  crash (exit 2): lint: 3 errors\nout of it\n');
  });

  it('stream: each attempt once, whether it was seen before its capture was moved or not', async () => {
    const { play, print, keep, take, clock, close } = rig({ mode: 'stream' });
    play(start('a'));
    print('a', 'seen\nhalf');
    clock.advance(100);
    expect(take()).toBe('● a started\n[a] seen\n');
    print('a', ' a line\n');
    keep('a', 1);
    play(attemptFails('a', 1, 'retry'), retries('a', 5000));
    expect(take()).toBe(
      '[a] half a line\n✗ a attempt 1 failed  crash (exit 2): not there; retrying\n● a retry 1 of 2 in 5s\n',
    );
    print('a', 'too quick\n');
    print('a', 'oops\n', 'err');
    keep('a', 2);
    keep('a', 2, 'err');
    play(attemptFails('a', 2, 'retry'), retries('a'));
    expect(take()).toBe(
      '[a] too quick\n── stderr\n[a] oops\n✗ a attempt 2 failed  crash (exit 2): not there; retrying\n',
    );
    print('a', 'third\n');
    clock.advance(100);
    expect(take()).toBe('[a] third\n');
    play(attemptFails('a', 3, 'continue'), done('a', { conclusion: 'failure_ignored', attempt: 3 }));
    expect(take()).toBe(
      '✗ a attempt 3 failed  crash (exit 2): not there; continuing\n✓ a 1.2s  failure ignored\n',
    );
    await close();
    expect(clock.armed()).toBe(0);
  });

  it.each([
    ['seen', true],
    ['not seen', false],
  ])('stream: what an agent says when it is asked again follows, its first answer %s whole', (_, seen) => {
    const { play, print, keep, take, clock } = rig({ mode: 'stream' });
    play({ type: 'node.started', node_id: 'a', kind: 'prompt' });
    print('a', 'first\n');
    clock.advance(100);
    print('a', 'rest\n');
    if (seen) clock.advance(100);
    keep('a', 1);
    print('a', 'second, longer than the first\n');
    if (seen) clock.advance(100);
    play(done('a'));
    expect(take()).toBe(
      `● a started\n[a] first\n[a] rest\n[a] … .omne/var/runs/${RUN_ID}/nodes/a.out was cut; from its start again\n[a] second, longer than the first\n✓ a 1.2s\n`,
    );
  });

  it('stream: prefixes have the whole id, and a loop that prints nothing itself is not followed', () => {
    const { play, print, take, clock } = rig({ mode: 'stream' });
    play(
      { type: 'node.started', node_id: 'fix', kind: 'loop' },
      { type: 'iteration.started', node_id: 'fix', iteration: 1 },
      start('fix/1'),
    );
    take();
    print('fix/1', 'inside\n');
    print('fix', 'outside\n');
    clock.advance(100);
    expect(take()).toBe('[fix/1] inside\n');
  });

  it('only what runs something itself is called silent', () => {
    const { play, take, clock } = rig();
    play(
      { type: 'node.started', node_id: 'fix', kind: 'loop' },
      { type: 'iteration.started', node_id: 'fix', iteration: 1 },
      { type: 'node.started', node_id: 'fix/1', kind: 'steps', parent: 'fix' },
      start('fix/1/poll'),
      { type: 'node.started', node_id: 'ask', kind: 'loop' },
      { type: 'iteration.started', node_id: 'ask', iteration: 1, byte_offset: 20 },
    );
    take();
    clock.advance(60_000);
    expect(take()).toBe('● still running: fix/1/poll 1m 0s, ask 1m 0s\n');
  });

  it('costs little for ten thousand items', () => {
    let lines = 0;
    const { play } = rig({
      write: () => {
        lines++;
      },
    });
    const items = Array.from({ length: 10_000 }, (_, at) => [
      start(`items/${at}`),
      done(`items/${at}`),
    ]).flat();
    const begin = performance.now();
    play({ type: 'node.started', node_id: 'items', kind: 'each' }, ...items, done('items'));
    expect(performance.now() - begin).toBeLessThan(3000);
    expect(lines).toBe(20_002);
  });

  it("no command of a loop's check gets through", () => {
    for (const mode of ['grouped', 'stream'] as const) {
      const { play, print, take, path } = rig({ mode });
      for (const stream of ['until.out', 'until.err'] as const) {
        rmSync(path('evil', stream), { force: true });
        print('evil', HOSTILE, stream);
      }
      play({ type: 'until.checked', node_id: 'evil', iteration: 1, passed: false });
      expect(commandsIn(take())).toEqual(mode === 'grouped' ? ['group', 'endgroup'] : []);
    }
  });
});

describe('quiet', () => {
  it('only failures and the end', () => {
    const { play, print, take, clock } = rig({ mode: 'quiet' });
    print('build', 'compiling\n');
    print('lint', '3 errors\n', 'err');
    play(started(), start('build'), start('lint'), done('build'), fails('lint'));
    clock.advance(120_000);
    play({ type: 'node.skipped', node_id: 'deploy', reason: 'upstream_failed', cause: 'lint' });
    play({ type: 'pipe.aborted', reason: 'node_failed', cause: 'lint', duration_ms: 1500 });
    expect(take()).toMatchInlineSnapshot(`
      "✗ lint 0.3s  crash (exit 2): lint: 3 errors
      3 errors
      ✗ feature aborted: lint crash (exit 2) · 1.5s · 1 completed, 1 failed, 1 skipped
        ✗ lint  crash (exit 2): lint: 3 errors
        journal   .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/events.jsonl
        captures  .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes
      "
    `);
  });
});

describe('what a node prints is data', () => {
  it.each(['out', 'err'] as const)('no command on %s gets through, grouped', (stream) => {
    const { play, print, take } = rig();
    print('evil', HOSTILE, stream);
    play(start('evil'), done('evil'));
    expect(commandsIn(take())).toEqual(['group', 'endgroup']);
  });

  it.each(['out', 'err'] as const)('nor streamed and split at any byte on %s', (stream) => {
    const bytes = Buffer.from(HOSTILE);
    for (let at = 1; at < bytes.length; at++) {
      const { play, print, path, take, clock } = rig({ mode: 'stream' });
      rmSync(path('evil', stream), { force: true });
      play(start('evil'));
      print('evil', bytes.subarray(0, at), stream);
      clock.advance(100);
      print('evil', bytes.subarray(at), stream);
      play(done('evil'));
      expect(commandsIn(take())).toEqual([]);
    }
  });

  it('nor in the message of a failure or the words at the end', () => {
    const { play, take } = rig();
    play(
      started(),
      start('evil'),
      fails('evil', { message: HOSTILE }),
      fails('b', { message: 'x ##[add-mask]a' }),
    );
    play({ type: 'pipe.aborted', reason: 'node_failed', cause: 'evil', duration_ms: 1, message: HOSTILE });
    expect(commandsIn(take())).toEqual([]);
  });

  it('nothing acts on a terminal', () => {
    const { play, print, take } = rig({ dialect: 'plain' });
    print('evil', `${HOSTILE}\x1b[2J\x1b[?1049h\x9b2J\x1b]0;title\x07\x08\x08`);
    play(start('evil'), fails('evil', { message: '\x1b[2Jx' }));
    expect(take()).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
  });

  it('a secret is masked across chunks, and at the edges of what is left out', () => {
    const secret = 'hunter2-hunter2-hunter2';
    const { play, print, take, clock } = rig({ mode: 'stream', secrets: [secret] });
    play(start('a'));
    for (const char of secret) {
      print('a', char);
      clock.advance(100);
    }
    play(done('a'));
    expect(take()).toBe('● a started\n[a] ***\n✓ a 1.2s\n');

    for (let shift = 0; shift <= secret.length; shift++) {
      const long = rig({ secrets: [secret] });
      rmSync(long.path('b'), { force: true });
      const head = 'h'.repeat(64 * 1024 - shift);
      const end = 'e'.repeat(1024 * 1024 - shift);
      long.print('b', `${head}${secret}${'m'.repeat(100_000)}${secret}${end}`);
      long.play(start('b'), done('b'));
      const text = long.take();
      for (let at = 0; at + 4 <= secret.length; at += 4)
        expect(text.includes(secret.slice(at, at + 4))).toBe(false);
    }
  });

  it('characters split over chunks stay whole', () => {
    const { play, print, take, clock } = rig({ mode: 'stream' });
    play(start('a'));
    for (const byte of Buffer.from('größe 😀\n')) {
      print('a', Buffer.from([byte]));
      clock.advance(100);
    }
    expect(take()).toBe('● a started\n[a] größe 😀\n');
  });
});

it('nothing interleaves inside a group', () => {
  const { play, print, take, clock } = rig();
  const ids = Array.from({ length: 20 }, (_, at) => `n${at}`);
  for (const id of ids) print(id, `${id}\n`.repeat(50));
  play(...ids.map(start));
  clock.advance(60_000);
  play(...ids.map((id, at) => (at % 3 === 0 ? fails(id) : done(id))));
  let open: string | undefined;
  for (const line of take().trimEnd().split('\n')) {
    const opened = /^::group::✓ (\S+) /.exec(line)?.[1];
    if (opened !== undefined) {
      expect(open).toBeUndefined();
      open = opened;
    } else if (line === '::endgroup::') {
      open = undefined;
    } else if (open !== undefined) {
      expect(line).toBe(open);
    }
  }
});
