import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { ASCII } from '../../src/report/words.ts';
import { createTerminal, type TerminalOptions } from '../../src/shell/terminal.ts';
import { completed, failed, stamped } from '../report/events.ts';
import { fakeClock } from './fake-clock.ts';

/** A screen that knows what the terminal uses: text, LF, CR, cursor up, erase below, the cursor's visibility. */
class Screen {
  columns: number;
  lines: string[] = [''];
  row = 0;
  column = 0;
  isCursorShown = true;
  writes = 0;
  raw = '';

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    this.writes++;
    this.raw += text;
    for (const [token] of text.matchAll(/\x1b\[\??[0-9;]*[A-Za-z]|[\s\S]/gu)) this.#take(token);
  }

  #take(token: string): void {
    if (token === '\n') {
      this.row++;
      this.column = 0;
      this.lines[this.row] ??= '';
    } else if (token === '\r') this.column = 0;
    else if (token === '\x1b[J') this.lines.splice(this.row, Number.POSITIVE_INFINITY, '');
    else if (token === '\x1b[?25l') this.isCursorShown = false;
    else if (token === '\x1b[?25h') this.isCursorShown = true;
    else if (/^\x1b\[\d+A$/.test(token)) this.row = Math.max(0, this.row - Number(token.slice(2, -1)));
    else if (/^\x1b\[\d*m$/.test(token)) return;
    else if (token.startsWith('\x1b')) throw new Error(`unknown sequence ${JSON.stringify(token)}`);
    else {
      if (this.column === this.columns) throw new Error(`a line of ours wraps: ${this.lines[this.row]}`);
      const line = this.lines[this.row]!;
      this.lines[this.row] = line.slice(0, this.column) + token + line.slice(this.column + 1);
      this.column++;
    }
  }

  text(): string {
    return this.lines.join('\n');
  }
}

function rig(columns: number, options: Partial<TerminalOptions> = {}) {
  const screen = new Screen(columns);
  const clock = fakeClock();
  const terminal = createTerminal({
    write: (text) => screen.write(text),
    columns: () => screen.columns,
    color: false,
    clock,
    total: 10,
    ...options,
  });
  const play = (...facts: readonly Fact[]) => {
    for (const event of stamped(facts)) terminal.event(event);
  };
  return { screen, clock, terminal, play };
}

const start = (id: string, kind: 'bash' | 'loop' = 'bash'): Fact => ({
  type: 'node.started',
  node_id: id,
  kind,
});

describe('the block', () => {
  it('shows elapsed time, counts, and what each running node does', () => {
    const { screen, clock, play } = rig(80);
    play(start('build'), start('fix', 'loop'), ...completed('plan'), ...failed('lint'));
    play({ type: 'iteration.started', node_id: 'fix', iteration: 3, byte_offset: 0 });
    play({ type: 'node.skipped', node_id: 'deploy', reason: 'upstream_failed', cause: 'lint' });
    clock.advance(62_000);
    expect(screen.text()).toMatchInlineSnapshot(`
      "⠏ 1m 2s  2 running · 1 done · 1 failed · 1 skipped · 5 waiting
        ● build   1m 2s  bash
        ● fix     1m 2s  iteration 3
      "
    `);
  });

  it('counts what stands in the pipe itself, and shows what runs in it', () => {
    const { screen, clock, play } = rig(80, { total: 4 });
    const inside = (id: string, kind: 'bash' | 'steps' = 'bash'): Fact => ({
      type: 'node.started',
      node_id: id,
      kind,
      parent: id.slice(0, id.lastIndexOf('/')),
    });
    const show = () => {
      clock.advance(100);
      return screen.text();
    };
    play({ type: 'node.started', node_id: 'items', kind: 'each' });
    play({ type: 'node.expanded', node_id: 'items', count: 3 }, start('fix', 'loop'));
    play({ type: 'iteration.started', node_id: 'fix', iteration: 1 });
    expect(show()).toMatchInlineSnapshot(`
      "⠋ 0.1s  2 running · 0 done · 2 waiting
        ● items    0.1s  3 items
        ● fix      0.1s  iteration 1
      "
    `);
    play(inside('items/0'), inside('items/1'), inside('fix/1', 'steps'), inside('fix/1/poll'));
    play({ type: 'node.retrying', node_id: 'fix/1/poll', retry: 1, of: 2, delay_ms: 0 });
    play({ type: 'node.skipped', node_id: 'fix/1/use', reason: 'when', parent: 'fix/1' });
    play(completed('items/0')[1]!);
    expect(show()).toMatchInlineSnapshot(`
      "⠙ 0.2s  2 running · 0 done · 2 waiting
        ● items       0.2s  3 items
          ● 1         0.1s  bash
        ● fix         0.2s  iteration 1
          ● 1         0.1s  steps
            ● poll    0.1s  retry 1 of 2
      "
    `);
    play(failed('fix/1/poll')[1]!, completed('items/1')[1]!, completed('items')[1]!);
    expect(show()).toMatchInlineSnapshot(`
      "⠹ 0.3s  1 running · 1 done · 2 waiting
        ● fix    0.3s  iteration 1
          ● 1    0.2s  steps
      "
    `);
    play(completed('fix/1')[1]!);
    play({ type: 'until.checked', node_id: 'fix', iteration: 1, passed: false });
    expect(show()).toMatchInlineSnapshot(`
      "⠸ 0.4s  1 running · 1 done · 2 waiting
        ● fix    0.4s  iteration 1, not yet
      "
    `);
  });

  it('in 30 columns cuts its lines and keeps the time', () => {
    const { screen, clock, play } = rig(30);
    play(start('a-node-with-a-very-long-name-indeed'), start('fix', 'loop'));
    clock.advance(200);
    expect(screen.text()).toMatchInlineSnapshot(`
      "⠙ 0.2s  ●2 ✓0 8 to go
        ● a-node-with-a-v…    0.2s
        ● fix                 0.2s
      "
    `);
    screen.columns = 2;
    clock.advance(200);
  });

  it('in 100, 40, 20 and 8 columns: the tree, the time, and what each printed last as far as there is room', () => {
    const said: Record<string, string> = {
      build: 'compiling module 3 of 12',
      'items/1': 'ビルド中です ✅ 日本語の長い行',
      fix: 'I am looking at the tests',
    };
    const { screen, clock, play } = rig(100, { total: 9, lastLine: (id) => said[id] ?? '' });
    play(start('build'), { type: 'node.started', node_id: 'items', kind: 'each' });
    play({ type: 'node.expanded', node_id: 'items', count: 3 });
    play({ type: 'node.started', node_id: 'items/1', kind: 'bash', parent: 'items' }, start('fix', 'loop'));
    play({ type: 'iteration.started', node_id: 'fix', iteration: 2, byte_offset: 0 });
    play(...completed('plan'), ...failed('lint'));
    const shown = [100, 40, 20, 8].map((columns) => {
      screen.columns = columns;
      screen.lines = [''];
      screen.row = 0;
      clock.advance(100);
      return screen.text();
    });
    expect(shown.join('')).toMatchInlineSnapshot(`
      "⠋ 0.1s  3 running · 1 done · 1 failed · 4 waiting
        ● build    0.1s  compiling module 3 of 12
        ● items    0.1s  3 items
          ● 1      0.1s  ビルド中です ✅ 日本語の長い行
        ● fix      0.1s  iteration 2 · I am looking at the tests
      ⠙ 0.2s  ●3 ✓1 ✗1 4 to go
        ● build    0.2s  compiling module 3 o
        ● items    0.2s  3 items
          ● 1      0.2s  ビルド中です ✅ 日本
        ● fix      0.2s  iteration 2 · I am l
      ⠹ 0.3s  ●3 ✓1 ✗1
        ● build    0.3s
        ● items    0.3s
          ● 1      0.3s
        ● fix      0.3s
      ⠸ 0.4s
        ● bui
        ● ite
          ● 1
        ● fix
      "
    `);
  });

  it('names a few of many running nodes', () => {
    const { screen, clock, play } = rig(80, { total: 500, rows: () => 18 });
    play(...Array.from({ length: 100 }, (_, at) => start(`n${at}`)));
    clock.advance(100);
    expect(screen.text()).toMatchInlineSnapshot(`
      "⠋ 0.1s  100 running · 0 done · 400 waiting
        ● n0    0.1s  bash
        ● n1    0.1s  bash
        ● n2    0.1s  bash
        ● n3    0.1s  bash
          … and 96 more running
      "
    `);
  });

  it('counts of what it has no room for those that do something themselves', () => {
    const { screen, clock, play } = rig(80, { total: 9, rows: () => 12 });
    play(start('a'), start('b'), { type: 'node.started', node_id: 'items', kind: 'each' });
    play(
      ...[0, 1, 2].map(
        (at): Fact => ({ type: 'node.started', node_id: `items/${at}`, kind: 'bash', parent: 'items' }),
      ),
    );
    clock.advance(100);
    expect(screen.lines.at(-2)).toBe('    … and 3 more running');
  });

  it('is redrawn at most ten times a second, whatever happens', () => {
    const { screen, clock, play } = rig(80, { total: 1000 });
    for (let at = 0; at < 1000; at++) {
      play(...completed(`n${at}`));
      clock.advance(1);
    }
    expect(screen.writes).toBe(10);
  });

  it('is not shown for a run that is over at once, which leaves the cursor alone', () => {
    const { screen, play, clock } = rig(80);
    play(...completed('a'), { type: 'pipe.completed', duration_ms: 1 });
    clock.advance(1000);
    expect(screen.raw).toBe('');
    expect(clock.armed()).toBe(0);
  });

  it('in ASCII and without colours has neither', () => {
    const { screen, clock, play } = rig(80, { glyphs: ASCII });
    play(...Array.from({ length: 100 }, (_, at) => start(`n${at}`)));
    clock.advance(500);
    expect(screen.raw.replaceAll('\x1b', '')).toMatch(/^[\0-\x7f]*$/);
    expect(screen.raw).not.toMatch(/\x1b\[\d*m/);
  });

  it('with colours paints marks only', () => {
    const { screen, clock, play } = rig(80, { color: true });
    play(start('build'));
    clock.advance(100);
    expect(screen.raw).toContain('\x1b[36m●\x1b[0m build');
  });
});

describe('log lines', () => {
  it('go above the block, which comes back below them', () => {
    const { screen, clock, terminal, play } = rig(80);
    play(start('build'));
    clock.advance(100);
    terminal.print('first\n');
    terminal.print('second\n');
    expect(screen.text()).toBe('first\nsecond\n');
    clock.advance(100);
    expect(screen.text()).toMatch(/^first\nsecond\n\S 0\.2s {2}1 running .*\n {2}● build .*\n$/);
    clock.advance(1000);
    expect(screen.lines).toHaveLength(5);
  });

  it('without an end do not share a line with the block', () => {
    const { screen, clock, terminal, play } = rig(80);
    play(start('build'));
    terminal.print('no end');
    clock.advance(300);
    expect(screen.lines[0]).toBe('no end');
    expect(screen.lines).toHaveLength(4);
  });
});

describe('the end', () => {
  it('removes the block and gives the cursor back, once', () => {
    const { screen, clock, terminal, play } = rig(80);
    play(start('build'));
    terminal.print('a line\n');
    clock.advance(100);
    expect(screen.isCursorShown).toBe(false);
    terminal.close();
    expect(screen.text()).toBe('a line\n');
    expect(screen.isCursorShown).toBe(true);
    const { writes } = screen;
    terminal.close();
    clock.advance(1000);
    expect(screen.writes).toBe(writes);
    terminal.print('after\n');
    expect(screen.text()).toBe('a line\nafter\n');
  });

  it('a window made narrower meanwhile leaves nothing of the block', () => {
    const { screen, clock, terminal, play } = rig(80);
    play(start('a-node-with-a-long-name-that-will-wrap'));
    clock.advance(100);
    const drawn = screen.lines.map((line) => line.length);
    screen.columns = 20;
    screen.raw = '';
    terminal.close();
    const rows = drawn.slice(0, 2).reduce((sum, width) => sum + Math.ceil(width / 20), 0);
    expect(screen.raw).toContain(`\x1b[${rows}A`);
  });
});
