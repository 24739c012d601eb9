import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Event, Fact } from '../core/event.ts';
import { CHAIN_START, decodeJournal, encodeLine, type JournalText } from '../core/journal-line.ts';
import type { Redactor } from '../core/redact.ts';
import { monotonicMs, wallClock } from './clock.ts';
import { eventIds, sha256 } from './crypto.ts';
import { JournalFile } from './journal-file.ts';
import { redactFact } from './redact-fact.ts';

/** How a journal is kept. */
export interface JournalOptions {
  /**
   * `auto` (default): synced to disc at the start, at gates and at the end; `always`: after every event, which costs a
   * round trip to the disc each (`--fsync always`).
   */
  readonly fsync?: 'auto' | 'always';
  /** For the second copy: RUNNER_TEMP, or the system's (default). */
  readonly tempDir?: string;
  /** Folders below it are made again when a node removed them; default: the journal's own folder. */
  readonly within?: string;
  /** Called after the journal was restored: what else lies in its folder may be gone as well. Must not throw. */
  readonly restored?: () => void;
  /** Opens the journal that is there, which ends with the whole line of this event, and goes on after it. */
  readonly after?: Event;
}

/** The folder a journal goes to when nodes leave it no place in its own. */
export const refugeOf = (tempDir: string, runId: string): string => join(tempDir, `omne-${runId}`);

const HINT = 'a node that runs `git clean -fdx` does this: add `-e .omne`';

/** The journal was changed by somebody else than its writer. */
export class TamperedError extends Error {
  /** Where the restored journal is; absent: it could not be restored. */
  readonly journal?: string;

  constructor(seen: string, journal?: string) {
    const fate = journal === undefined ? 'and it cannot be restored' : `it is restored as ${journal}`;
    super(`the journal was changed while the run went on: ${seen}; ${fate}`, { cause: new Error(HINT) });
    if (journal !== undefined) this.journal = journal;
  }
}

/**
 * The one writer of a run's `events.jsonl`. An event is acknowledged when `append` returned. A write that fails is a
 * fault and poisons the journal, since nobody can tell what reached the disc; the file keeps whole lines only.
 * A file that somebody else changed is a fault, too: it is restored first, and can be appended to after that, so that
 * the run can be closed truthfully.
 */
export class Journal {
  readonly #file: JournalFile;
  readonly #runId: string;
  readonly #redactor: Redactor;
  readonly #isEager: boolean;
  readonly #restored: () => void;
  readonly #nextId: () => string;
  #seq = 0;
  #h = CHAIN_START;
  #startedMs: number | undefined;
  #hasEnded = false;
  #broken: Error | undefined;

  /**
   * Creates the file; throws a fault where one exists or nothing can be created. Of what a file held before that is
   * opened there is no copy: only the file itself could restore it.
   */
  constructor(path: string, runId: string, redactor: Redactor, options: JournalOptions = {}) {
    const { tempDir = tmpdir(), within = dirname(path), fsync = 'auto', restored, after: last } = options;
    const place = { path, within, refuge: refugeOf(tempDir, runId), tempDir };
    const isNew = last === undefined;
    try {
      this.#file = new JournalFile(place, { isNew, isWhole: (bytes) => this.#isWhole(bytes) });
    } catch (error) {
      throw new Error(`the journal ${path} cannot be ${isNew ? 'created' : 'opened'}`, { cause: error });
    }
    this.#runId = runId;
    this.#redactor = redactor;
    this.#isEager = fsync === 'always';
    this.#restored = restored ?? (() => undefined);
    this.#nextId = eventIds(last?.id);
    if (last === undefined) return;
    this.#seq = last.seq + 1;
    this.#h = last.h;
    this.#startedMs = monotonicMs() - last.mono_ms;
  }

  /** Where the journal is now: elsewhere after its place was taken from it. */
  get path(): string {
    return this.#file.path;
  }

  /** Whether the pipe's last event is in it. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Stamps, redacts and appends a fact as one whole line; durable at the start, at gates and at the end. */
  append(fact: Fact): Event {
    if (this.#broken !== undefined) throw this.#broken;
    const isEnd = fact.type === 'pipe.completed' || fact.type === 'pipe.aborted';
    const isDurable = this.#isEager || isEnd || DURABLE.has(fact.type);
    this.#guard(isEnd ? 'whole' : isDurable ? 'thorough' : 'quick');
    const nowMs = monotonicMs();
    this.#startedMs ??= nowMs;
    const stamp = {
      id: this.#nextId(),
      ts: wallClock(),
      run_id: this.#runId,
      seq: this.#seq,
      mono_ms: Math.round(nowMs - this.#startedMs),
    };
    const clean = redactFact(fact, this.#redactor);
    const { line, event } = encodeLine(clean, stamp, this.#h, sha256);
    this.#write(Buffer.from(`${line}\n`), isDurable);
    this.#seq++;
    this.#h = event.h;
    this.#hasEnded = isEnd;
    return event;
  }

  /** Releases the file; nothing can be appended any more. */
  close(): void {
    this.#broken ??= new Error('the journal is closed');
    this.#file.close();
  }

  #write(bytes: Uint8Array, durable: boolean): void {
    try {
      this.#file.append(bytes, durable);
      if (this.#seq === 0) this.#file.syncFolder();
    } catch (error) {
      this.#broken = new Error('the journal cannot be written', { cause: error });
      throw this.#broken;
    }
  }

  // What was seen is told once; the fact that met it is not recorded, the next one is.
  #guard(how: 'quick' | 'thorough' | 'whole'): void {
    const seen = this.#seen(how);
    if (seen === undefined) return;
    const journal = this.#restore();
    const error = new TamperedError(seen, journal);
    if (journal === undefined) this.#broken = error;
    else this.#restored();
    throw error;
  }

  #seen(how: 'quick' | 'thorough' | 'whole'): string | undefined {
    try {
      return this.#file.touched(how);
    } catch (error) {
      this.#broken = new Error('the journal cannot be read back', { cause: error });
      throw this.#broken;
    }
  }

  #restore(): string | undefined {
    try {
      return this.#file.restore();
    } catch {
      // Nothing to restore it from, or no room for it anywhere.
      return undefined;
    }
  }

  #isWhole(bytes: Uint8Array): boolean {
    const { events, torn, broken } = decodeJournal(Buffer.from(bytes).toString('utf8'), sha256);
    const h = events.at(-1)?.h ?? CHAIN_START;
    return torn === '' && broken === undefined && events.length === this.#seq && h === this.#h;
  }
}

const DURABLE: ReadonlySet<Fact['type']> = new Set(['pipe.started', 'gate.passed']);

/** Reads a journal from disc; throws where there is none. */
export const readJournal = (path: string): JournalText => decodeJournal(readJournalText(path), sha256);

/** A journal's text; throws where there is no regular file: a FIFO that a node put there is not waited for. */
export function readJournalText(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(fd).isFile()) throw new Error(`the journal ${path} is not a regular file`);
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
}
