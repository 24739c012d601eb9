import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { newUlid, sha256 } from './crypto.ts';
import { READ_PLANTED } from './own-file.ts';
import { ownStart, startOf } from './process-table.ts';

/** Who writes a run's journal: `unknown` when the process cannot be seen from here. */
export type Holder = 'none' | 'alive' | 'gone' | 'unknown';

/** The right to write a run's journal. */
export interface Lock {
  /** Writes the lock again where a node removed it. Never throws. */
  readonly renew: () => void;
  /** Gives it up: the journal is closed for good. Never throws. */
  readonly release: () => void;
  /** Takes back only what was taken: nothing was done, and the next one finds it as it was. Never throws. */
  readonly giveBack: () => void;
}

/** Takes the lock of a new run; throws where there is one. */
export function takeLock(runDir: string): Lock {
  const text = ownText();
  if (!claim(join(runDir, FIRST), text)) throw new Error(`another process holds the lock of ${runDir}`);
  return lockOf(runDir, [FIRST], text);
}

/** Whether the process that writes a run's journal is there. Never throws. */
export function holderOf(runDir: string): Holder {
  return judge(chainOf(runDir).at(-1)).holder;
}

/**
 * Takes over the lock of a run whose holder is gone; else says who holds it. With `insist` the caller knows that it is
 * gone: then only a holder that is proven to live is left in peace. Throws where the lock cannot be written.
 *
 * A lock that was left is never moved or replaced: its heir's file is named by a hash of what it says, and whoever
 * creates that first is the heir. So two cannot inherit, and who dies while inheriting leaves a lock like any other.
 */
export function inheritLock(runDir: string, insist = false): Lock | Holder {
  for (let round = 0; round < MAX_LINKS; round++) {
    const chain = chainOf(runDir);
    const last = chain.at(-1);
    const { holder, isProven } = judge(last);
    if (holder !== 'gone' && !(insist && isProven !== true)) return holder;
    if (last !== undefined && last.text === undefined) {
      // What cannot be read has no heir; a node put it there.
      renameSync(join(runDir, last.name), join(runDir, `${last.name}.${newUlid()}`));
      continue;
    }
    const name = last?.text === undefined ? FIRST : heirOf(last.text);
    const text = ownText();
    if (!claim(join(runDir, name), text)) continue;
    // Its holder may have finished meanwhile, and removed it with all before it: ours would hang on nothing.
    if (last === undefined || read(join(runDir, FIRST)) === chain[0]!.text) {
      return lockOf(runDir, [...chain.map((link) => link.name), name], text);
    }
    remove(join(runDir, name));
  }
  return 'alive';
}

const FIRST = 'lock';
/** Heirs that died one after the other; more are a chain somebody made up. */
const MAX_LINKS = 100;

interface Link {
  readonly name: string;
  /** Absent: what lies there cannot be read. */
  readonly text?: string;
}

// In this order: whoever finds the first one missing knows that all is over.
const lockOf = (runDir: string, names: readonly string[], text: string): Lock => ({
  renew: () => {
    try {
      claim(join(runDir, names.at(-1)!), text);
    } catch {
      // Then nobody can tell whether we live; the journal says so when it ends.
    }
  },
  release: () => {
    for (const name of names) remove(join(runDir, name));
  },
  giveBack: () => remove(join(runDir, names.at(-1)!)),
});

const heirOf = (text: string) => `${FIRST}-${sha256(text).slice(0, 16)}`;

function chainOf(runDir: string): readonly Link[] {
  const chain: Link[] = [];
  for (let name = FIRST; chain.length < MAX_LINKS; ) {
    const text = read(join(runDir, name));
    if (text === undefined) return chain;
    if (text === UNREADABLE) return [...chain, { name }];
    chain.push({ name, text });
    name = heirOf(text);
  }
  return chain;
}

const UNREADABLE = Symbol('unreadable');

/** What a lock says; absent where there is none. */
function read(path: string): string | typeof UNREADABLE | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, READ_PLANTED);
    if (!fstatSync(fd).isFile()) return UNREADABLE;
    const bytes = Buffer.alloc(4096);
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : UNREADABLE;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Creates a lock with all it says at once; false where there is one. Throws where it cannot be written. */
function claim(path: string, text: string): boolean {
  const draft = `${path}.${newUlid()}`;
  try {
    write(draft, text);
    linkSync(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Not every file system has second names. Who dies between creating and writing leaves an empty lock there.
    if (code !== undefined && NO_LINKS.has(code)) return claimAlone(path, text);
    throw new Error(`the lock ${path} cannot be written`, { cause: error });
  } finally {
    remove(draft);
  }
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function claimAlone(path: string, text: string): boolean {
  try {
    write(path, text);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function write(path: string, text: string): void {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants;
  const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o600);
  try {
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // A lock that is left over names a process that is gone.
  }
}

interface Judgement {
  readonly holder: Holder;
  /** It lives, and it is that process and no later one with its number. */
  readonly isProven?: boolean;
}

function judge(link: Link | undefined): Judgement {
  if (link === undefined) return { holder: 'none' };
  const held = link.text === undefined ? undefined : parse(link.text);
  if (held === undefined) return { holder: 'unknown' };
  const here = whereWeAre();
  const isHere = held.host === here.host;
  // Without /proc, as on macOS and Windows: a number that is in use may be another's by now.
  if (held.boot === '' || here.boot === '') {
    if (!isHere) return { holder: 'unknown' };
    return { holder: exists(held.pid) === 'no' ? 'gone' : 'alive' };
  }
  // No process outlives its machine's start; but a folder can be seen from two machines.
  if (held.boot !== here.boot) return { holder: isHere ? 'gone' : 'unknown' };
  if (held.ns !== here.ns) return { holder: 'unknown' };
  const start = startOf(held.pid);
  if (start === held.start) return { holder: 'alive', isProven: true };
  if (start !== undefined) return { holder: 'gone' };
  // Hidden from us, as another user's may be; what exists and is not shown is a zombie.
  return { holder: exists(held.pid) === 'hidden' ? 'unknown' : 'gone' };
}

function exists(pid: number): 'yes' | 'no' | 'hidden' {
  try {
    process.kill(pid, 0);
    return 'yes';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'hidden' : 'no';
  }
}

interface Place {
  /** Of the machine's last start, and of the numbers' namespace; empty where there is no /proc. */
  readonly boot: string;
  readonly ns: string;
  readonly host: string;
}

interface Held extends Place {
  readonly pid: number;
  /** When it started: a later process with the same number has another. */
  readonly start: number;
}

const ownText = () => JSON.stringify({ pid: process.pid, start: ownStart(), ...whereWeAre(), id: newUlid() });

function parse(text: string): Held | undefined {
  try {
    const { pid, start, boot, ns, host } = JSON.parse(text) as Record<string, unknown>;
    const areNumbers = Number.isSafeInteger(pid) && Number(pid) > 0 && typeof start === 'number';
    if (!areNumbers || typeof boot !== 'string' || typeof ns !== 'string' || typeof host !== 'string')
      return undefined;
    return { pid: Number(pid), start, boot, ns, host };
  } catch {
    return undefined;
  }
}

let place: Place | undefined;

function whereWeAre(): Place {
  place ??= {
    boot: orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    ns: orEmpty(() => readlinkSync('/proc/self/ns/pid')),
    host: hostname(),
  };
  return place;
}

function orEmpty(get: () => string): string {
  try {
    return get();
  } catch {
    return '';
  }
}
