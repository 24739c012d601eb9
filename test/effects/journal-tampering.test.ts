import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { verifyJournal } from '../../src/core/verify.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { Journal, TamperedError } from '../../src/effects/journal.ts';

interface Ground {
  readonly root: string;
  readonly tempDir: string;
  readonly path: string;
  readonly journal: Journal;
}

/** A journal with a few events in a volume that is a git repository. */
function begin(events = 3): Ground {
  const root = mkdtempSync(join(tmpdir(), 'omne-tampering-'));
  const tempDir = mkdtempSync(join(tmpdir(), 'omne-tampering-temp-'));
  execFileSync('git', ['init', '-q'], { cwd: root });
  const path = join(root, '.omne', 'var', 'runs', 'p-01', 'events.jsonl');
  mkdirSync(dirname(path), { recursive: true });
  const journal = new Journal(path, 'p-01', createRedactor([]), { tempDir, within: root });
  journal.append({
    type: 'pipe.started',
    pipe: 'p',
    inputs: [],
    pipe_path: 'p.md',
    pipe_digest: '',
    plan_digest: '',
    engine: 'omne/run test',
  });
  for (let at = 1; at < events; at++) start(journal, `n${at}`);
  return { root, tempDir, path, journal };
}

const start = (journal: Journal, id: string) =>
  journal.append({ type: 'node.started', node_id: id, kind: 'bash' });

const end = (journal: Journal) => journal.append({ type: 'pipe.aborted', reason: 'fault', duration_ms: 1 });

/** What a call threw. */
function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

// The same bytes but for one letter, in the file that is there.
const rewrite = (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('bash', 'bAsh'));

const forge = (path: string) => {
  copyFileSync(path, `${path}.forged`);
  rewrite(`${path}.forged`);
};

const DEEDS: readonly { name: string; seen: string | RegExp; act: (ground: Ground) => void }[] = [
  {
    name: 'git clean -fdx',
    seen: 'the file was deleted',
    act: ({ root }) => execFileSync('git', ['clean', '-q', '-fdx'], { cwd: root }),
  },
  { name: 'rm', seen: 'the file was deleted', act: ({ path }) => rmSync(path) },
  {
    name: 'rm -r of the run',
    seen: 'the file was deleted',
    act: ({ path }) => rmSync(dirname(path), { recursive: true }),
  },
  {
    name: 'cut to nothing',
    seen: /^the file was cut from \d+ to 0 bytes$/,
    act: ({ path }) => truncateSync(path),
  },
  {
    name: 'cut by a byte',
    seen: /^the file was cut from/,
    act: ({ path }) => truncateSync(path, statSync(path).size - 1),
  },
  {
    name: 'a line of its own',
    seen: '3 bytes were added to the file',
    act: ({ path }) => appendFileSync(path, '{}\n'),
  },
  { name: 'a rewrite in place', seen: 'the file was rewritten', act: ({ path }) => rewrite(path) },
  {
    name: 'a rewrite in place with the time set back',
    seen: 'the file was rewritten',
    act: ({ path }) => {
      const { atime, mtime } = statSync(path);
      rewrite(path);
      utimesSync(path, atime, mtime);
    },
  },
  {
    name: 'a forgery put in its place',
    seen: 'the file was deleted',
    act: ({ path }) => {
      forge(path);
      renameSync(`${path}.forged`, path);
    },
  },
  {
    name: 'a forgery, and the file kept elsewhere',
    seen: 'another file was put in its place',
    act: ({ path }) => {
      forge(path);
      renameSync(path, `${path}.old`);
      renameSync(`${path}.forged`, path);
    },
  },
  {
    name: 'moved away',
    seen: 'the file was moved away',
    act: ({ path }) => renameSync(path, `${path}.old`),
  },
  {
    name: 'a link to the journal itself in its place',
    seen: 'another file was put in its place',
    act: ({ path }) => {
      renameSync(path, `${path}.old`);
      symlinkSync(`${path}.old`, path);
    },
  },
  {
    name: 'a link to somewhere else in its place',
    seen: 'the file was deleted',
    act: ({ path, root }) => {
      writeFileSync(join(root, 'victim'), 'mine');
      rmSync(path);
      symlinkSync(join(root, 'victim'), path);
    },
  },
  {
    name: 'the folder moved away',
    seen: 'the file was moved away',
    act: ({ path }) => {
      renameSync(dirname(path), `${dirname(path)}.old`);
    },
  },
];

// Time passes between a write and what a node does: a kernel's clock for files has steps of some milliseconds.
const aMoment = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);

describe.each(DEEDS)('$name', ({ seen, act }) => {
  test('is seen by the next durable event at the latest; the journal is restored and can be closed truthfully', () => {
    const ground = begin();
    const { journal, path, root } = ground;
    const before = readFileSync(path, 'utf8');
    aMoment();
    act(ground);
    const error = thrown(() => end(journal));
    expect(error).toBeInstanceOf(TamperedError);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^the journal was changed while the run went on: .+; it is restored as \/.+events\.jsonl$/,
      ),
      journal: path,
      cause: { message: 'a node that runs `git clean -fdx` does this: add `-e .omne`' },
    });
    expect(/on: (.+); it is/.exec((error as Error).message)?.[1]).toMatch(seen);
    expect(lstatSync(path).isFile()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(before);
    end(journal);
    journal.close();
    expect(journal.path).toBe(path);
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
    expect(verifyJournal(readFileSync(path, 'utf8'), sha256).events).toHaveLength(4);
    if (existsSync(join(root, 'victim'))) expect(readFileSync(join(root, 'victim'), 'utf8')).toBe('mine');
  });
});

const atOnce = DEEDS.filter(
  ({ name }) => !/^(a forgery, and|moved|a link to the journal|the folder)/.test(name),
);

describe.each(atOnce)('$name', ({ act }) => {
  test('is seen by the very next event, which is not recorded; the one after it is', () => {
    const ground = begin();
    const { journal, path } = ground;
    aMoment();
    act(ground);
    expect(thrown(() => start(journal, 'lost'))).toBeInstanceOf(TamperedError);
    start(journal, 'kept');
    journal.close();
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('lost');
    expect(verifyJournal(text, sha256).events.at(-1)).toMatchObject({ node_id: 'kept', seq: 3 });
  });

  test('is restored from a copy that did not fit into memory, too', () => {
    const ground = begin(2000);
    const { journal, path, tempDir } = ground;
    const before = readFileSync(path, 'utf8');
    expect(readdirSync(tempDir)).toEqual([]);
    aMoment();
    act(ground);
    expect(thrown(() => start(journal, 'lost'))).toBeInstanceOf(TamperedError);
    expect(readFileSync(path, 'utf8')).toBe(before);
    journal.close();
  });
});

test('what lay in its place is kept beside it', () => {
  const { journal, path } = begin();
  aMoment();
  rewrite(path);
  const forged = readFileSync(path, 'utf8');
  expect(thrown(() => start(journal, 'a'))).toBeInstanceOf(TamperedError);
  expect(readFileSync(join(dirname(path), 'events.tampered'), 'utf8')).toBe(forged);
  journal.close();
});

test('a rewrite that no time tells is seen at the end at the latest', () => {
  const { journal, path } = begin();
  const before = readFileSync(path, 'utf8');
  rewrite(path);
  thrown(() => start(journal, 'a'));
  // What the stat of an append took for its own.
  expect([undefined, expect.any(TamperedError)]).toContainEqual(thrown(() => end(journal)));
  expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
  journal.close();
});

test.each([
  ['a second name', (path: string) => linkSync(path, `${path}.again`)],
  ['new times', (path: string) => utimesSync(path, 1, 1)],
  ['a reader', (path: string) => readFileSync(path)],
  ['the same bytes written again', (path: string) => writeFileSync(path, readFileSync(path), { flag: 'r+' })],
])('%s changes nothing', (_, act) => {
  const { journal, path } = begin();
  aMoment();
  act(path);
  start(journal, 'a');
  end(journal);
  journal.close();
  expect(verifyJournal(readFileSync(path, 'utf8'), sha256).events).toHaveLength(5);
});

test('who changes it again and again finds it restored again and again', () => {
  const { journal, path } = begin();
  for (let round = 0; round < 20; round++) {
    aMoment();
    if (round % 2 === 0) rmSync(path);
    else rewrite(path);
    expect(thrown(() => start(journal, `lost${round}`))).toBeInstanceOf(TamperedError);
    start(journal, `kept${round}`);
  }
  end(journal);
  journal.close();
  expect(verifyJournal(readFileSync(path, 'utf8'), sha256).events).toHaveLength(24);
});

test('without a place where it was it goes to the temporary folder, and names it', () => {
  const { journal, path, tempDir } = begin();
  const before = readFileSync(path, 'utf8');
  const runs = dirname(dirname(path));
  rmSync(runs, { recursive: true });
  writeFileSync(runs, 'a file where the folder of all runs was');
  const refuge = join(tempDir, 'omne-p-01', 'events.jsonl');
  expect(thrown(() => start(journal, 'a'))).toMatchObject({ journal: refuge });
  expect(readFileSync(refuge, 'utf8')).toBe(before);
  end(journal);
  journal.close();
  expect(journal.path).toBe(refuge);
  expect(verifyJournal(readFileSync(refuge, 'utf8'), sha256).events).toHaveLength(4);
});

test('a folder swapped for a link leads nowhere', () => {
  const { journal, path, root, tempDir } = begin();
  const elsewhere = join(root, 'elsewhere');
  mkdirSync(elsewhere);
  rmSync(dirname(path), { recursive: true });
  symlinkSync(elsewhere, dirname(path));
  expect(thrown(() => start(journal, 'a'))).toMatchObject({
    journal: join(tempDir, 'omne-p-01', 'events.jsonl'),
  });
  expect(readdirSync(elsewhere)).toEqual([]);
  journal.close();
});

describe('without a second copy', () => {
  // No such folder: the file without a name cannot be made.
  const poor = () => {
    const path = join(mkdtempSync(join(tmpdir(), 'omne-tampering-')), 'events.jsonl');
    const journal = new Journal(path, 'p-01', createRedactor([]), { tempDir: join(path, 'none') });
    for (let at = 0; at < 2000; at++) start(journal, `n${at}`);
    return { path, journal };
  };

  test('a file that was only removed is restored from itself', () => {
    const { path, journal } = poor();
    const before = readFileSync(path, 'utf8');
    rmSync(path);
    expect(thrown(() => start(journal, 'a'))).toMatchObject({ journal: path });
    expect(readFileSync(path, 'utf8')).toBe(before);
    start(journal, 'b');
    journal.close();
  });

  test('a file that was rewritten is lost, which is said; nothing is written to it any more', () => {
    const { path, journal } = poor();
    aMoment();
    rewrite(path);
    const forged = readFileSync(path, 'utf8');
    const error = thrown(() => start(journal, 'a'));
    expect(error).toMatchObject({
      message:
        'the journal was changed while the run went on: the file was rewritten; and it cannot be restored',
      journal: undefined,
      cause: { message: 'a node that runs `git clean -fdx` does this: add `-e .omne`' },
    });
    expect(thrown(() => end(journal))).toBe(error);
    expect(readFileSync(path, 'utf8')).toBe(forged);
    journal.close();
  });

  test('a file that was touched only is read, and gone on with', () => {
    const { path, journal } = poor();
    aMoment();
    utimesSync(path, 1, 1);
    start(journal, 'a');
    journal.close();
  });
});
