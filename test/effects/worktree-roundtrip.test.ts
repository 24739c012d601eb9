import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyPatch } from '../../src/effects/worktree-patch.ts';
import { contents, hostWith, type Repository, repository } from './repositories.ts';

const names = ['a', 'b', 'ü', ' s', '-x', 'l\nf', 'q"', 'deep'];
const path = fc
  .array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'));
const content = fc.oneof(
  fc.constantFrom('', 'a\n', 'a', 'a\r\nb\r\n', '-- \n', 'diff --git a/a b/a\n'),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 200 }),
  fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 40 }).map((lines) => lines.join('\n')),
);

type Change =
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly content: string | Uint8Array;
      readonly isProgram: boolean;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'move'; readonly path: string; readonly to: string }
  | { readonly kind: 'stage'; readonly path: string };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), path, content, isProgram: fc.boolean() }),
  fc.record({
    kind: fc.constant('link' as const),
    path,
    target: fc.constantFrom('a', '../b', '/nonexistent', '.'),
  }),
  fc.record({ kind: fc.constant('remove' as const), path }),
  fc.record({ kind: fc.constant('move' as const), path, to: path }),
  fc.record({ kind: fc.constant('stage' as const), path }),
);

/** As a script would: what cannot be done is not done. */
function act(here: Repository, { change, git }: { change: Change; git: boolean }): void {
  const at = here.path(change.path);
  try {
    switch (change.kind) {
      case 'write':
        rmSync(at, { recursive: true, force: true });
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, change.content);
        chmodSync(at, change.isProgram ? 0o755 : 0o644);
        break;
      case 'link':
        rmSync(at, { recursive: true, force: true });
        mkdirSync(dirname(at), { recursive: true });
        symlinkSync(change.target, at);
        break;
      case 'remove':
        rmSync(at, { recursive: true, force: true });
        break;
      case 'move':
        mkdirSync(dirname(here.path(change.to)), { recursive: true });
        renameSync(at, here.path(change.to));
        break;
      case 'stage':
        if (git && existsSync(at) && !lstatSync(at).isSymbolicLink())
          here.git('add', '--', `:(literal)${change.path}`);
    }
  } catch {
    // The next one may.
  }
}

const runs = Number(process.env['WORKTREE_RUNS'] ?? 40);

it.runIf(process.platform !== 'win32')(
  'whatever a run did to its worktree comes back in a fresh checkout, and nothing else does',
  { timeout: runs * 6_000 },
  async () => {
    const changes = fc.array(change, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(changes, changes, async (before, during) => {
        const here = await repository(
          { a: 'a\n', 'deep/b': 'b\n', 'deep/ü/q"': 'q\n' },
          {
            before: (early) => {
              for (const each of before) act(early, { change: each, git: false });
              early.git('add', '-A');
              early.git('commit', '-q', '--allow-empty', '-m', 'before');
            },
          },
        );
        for (const each of during) act(here, { change: each, git: true });
        const saved = await here.saved();
        const there = here.fresh();
        const isEmpty = saved.patch?.bytes === 0;
        expect(await there.compare(saved)).toBe(isEmpty ? 'same' : 'clean');
        const applied = await applyPatch(there.top, saved, here.runDir, hostWith());
        expect(applied).toEqual({ ok: true, value: undefined });
        expect(contents(there.top)).toEqual(contents(here.top));
        expect(await there.compare(saved)).toBe('same');
        expect(await here.compare(saved)).toBe('same');
        rmSync(here.root, { recursive: true, force: true });
        rmSync(there.root, { recursive: true, force: true });
      }),
      { numRuns: runs },
    );
  },
);
