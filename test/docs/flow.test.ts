import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderProblems } from '../../src/core/code-frame.ts';
import { allNodes } from '../../src/core/pipe-tree.ts';
import { load } from '../../src/shell/load.ts';
import { runCli } from '../rig/cli.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';
import { read, root } from './markdown.ts';

/** A whole pipe of a page. */
interface Shown {
  readonly page: string;
  /** As its first line names it, or by its number. */
  readonly file: string;
  readonly text: string;
  /** What the page says of its end; nothing where it needs an agent. */
  readonly ends: string | undefined;
}

const pages = readdirSync(join(root, 'docs/flow')).filter((name) => name.endsWith('.md'));

const shown: readonly Shown[] = pages.flatMap((page) =>
  [...read(`docs/flow/${page}`).matchAll(/^```yaml\n([\s\S]*?)^```\n+(.*)/gm)]
    .map((match, at) => ({
      page,
      file: /^# (\S+\.yml)$/m.exec(match[1]!)?.[1] ?? `block-${at}.yml`,
      text: match[1]!,
      ends: /^It ends `(completed|aborted)`/.exec(match[2]!)?.[1],
    }))
    .filter(({ text }) => /^version: 1$/m.test(text)),
);

/** All pipes of a page in one volume: one may include another. */
const volumeOf = (page: string): Promise<Volume> =>
  tempVolume({
    '.omne/keep': '',
    ...Object.fromEntries(shown.filter((one) => one.page === page).map(({ file, text }) => [file, text])),
  });

const AGENTS: readonly unknown[] = ['prompt', 'command'];

describe('the pages of docs/flow', () => {
  test('are all in the index', () => {
    const others = pages.filter((page) => page !== 'README.md');
    const index = read('docs/flow/README.md');
    expect(others.filter((page) => !index.includes(`](${page})`))).toEqual([]);
  });

  test('have a pipe each, less the one of a command', () => {
    const without = pages.filter((page) => !shown.some((one) => one.page === page));
    expect(without).toEqual(['README.md', 'plan.md']);
  });

  test.each(shown)('$page $file plans, and runs to the end the page states', async ({ page, file, ends }) => {
    await using volume = await volumeOf(page);
    const loaded = await load(file, volume.root);
    expect(renderProblems(loaded.problems, loaded.sources)).toBe('');
    expect(loaded.plan).toBeDefined();
    const needsAgent = [...allNodes(loaded.pipe!)].some(
      ({ body }) => AGENTS.includes(body?.kind) || (body?.kind === 'loop' && !('node' in body.turn)),
    );
    // A page that states no end says that an agent is needed.
    expect(ends === undefined).toBe(needsAgent);
    if (needsAgent) return;
    const done = await runCli(['run', file, '--json'], {
      cwd: volume.root,
      program: join(root, 'src/cli.ts'),
    });
    const last = done.stdout.trimEnd().split('\n').at(-1)!;
    expect((JSON.parse(last) as { readonly type: string }).type, done.stdout + done.stderr).toBe(
      `pipe.${ends}`,
    );
  });
});
