import { closeSync, constants, fdatasyncSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Event, Fact } from '../core/event.ts';
import { CHAIN_START, decodeJournal, encodeLine, type JournalText } from '../core/journal-line.ts';
import type { Redactor } from '../core/redact.ts';
import { redactJson, redactMap } from '../core/redact-json.ts';
import { monotonicMs, wallClock } from './clock.ts';
import { eventIds, sha256 } from './crypto.ts';

/**
 * The one writer of a run's `events.jsonl`. An event is acknowledged when `append` returned; a write that fails is a
 * fault and poisons the journal, since nobody can tell what reached the disc.
 */
export class Journal {
  readonly #fd: number;
  readonly #runId: string;
  readonly #redactor: Redactor;
  readonly #nextId = eventIds();
  #seq = 0;
  #h = CHAIN_START;
  #startedMs = 0;
  #broken: Error | undefined;

  /** Creates the file; throws a fault where one exists or nothing can be created. */
  constructor(path: string, runId: string, redactor: Redactor) {
    const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = constants;
    // Absent on Windows, where it would be undefined.
    const noFollow = constants.O_NOFOLLOW ?? 0;
    try {
      this.#fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | noFollow, 0o600);
    } catch (error) {
      throw new Error(`the journal ${path} cannot be created`, { cause: error });
    }
    this.#runId = runId;
    this.#redactor = redactor;
  }

  /** Stamps, redacts and appends a fact as one whole line; durable at the start, at gates and at the end. */
  append(fact: Fact): Event {
    if (this.#broken !== undefined) throw this.#broken;
    const nowMs = monotonicMs();
    if (this.#seq === 0) this.#startedMs = nowMs;
    const stamp = {
      id: this.#nextId(),
      ts: wallClock(),
      run_id: this.#runId,
      seq: this.#seq,
      mono_ms: Math.round(nowMs - this.#startedMs),
    };
    const clean = redactFact(fact, this.#redactor);
    const { line, event } = encodeLine(clean, stamp, this.#h, sha256);
    this.#write(Buffer.from(`${line}\n`), DURABLE.has(fact.type));
    this.#seq++;
    this.#h = event.h;
    return event;
  }

  /** Releases the file; nothing can be appended any more. */
  close(): void {
    this.#broken ??= new Error('the journal is closed');
    closeSync(this.#fd);
  }

  #write(bytes: Uint8Array, durable: boolean): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
      if (!durable) return;
      fdatasyncSync(this.#fd);
      // The bytes are safe, but nobody could read them any more.
      if (fstatSync(this.#fd).nlink === 0) throw new Error('the file was removed while the run went on');
    } catch (error) {
      this.#broken = new Error('the journal cannot be written', { cause: error });
      throw this.#broken;
    }
  }
}

const DURABLE: ReadonlySet<Fact['type']> = new Set([
  'pipe.started',
  'gate.passed',
  'pipe.completed',
  'pipe.aborted',
]);

/** Reads a journal from disc; throws where there is none. */
export const readJournal = (path: string): JournalText => decodeJournal(readFileSync(path, 'utf8'), sha256);

// Only these fields can carry what a node printed or an input held.
function redactFact(fact: Fact, redactor: Redactor): Fact {
  switch (fact.type) {
    case 'pipe.started':
      return { ...fact, inputs: fact.inputs.map(({ key, value }) => ({ key, value: redactor.text(value) })) };
    case 'gate.passed':
      return fact.stdout === undefined ? fact : { ...fact, stdout: redactor.text(fact.stdout) };
    case 'node.completed':
      return fact.outputs === undefined ? fact : { ...fact, outputs: redactJson(fact.outputs, redactor) };
    case 'node.skipped':
      return {
        ...fact,
        ...(fact.when !== undefined && { when: redactor.text(fact.when) }),
        ...(fact.saw !== undefined && { saw: redactMap(fact.saw, redactor) }),
      };
    case 'node.failed':
    case 'node.attempt_failed':
      return fact.message === undefined ? fact : { ...fact, message: redactor.text(fact.message) };
    case 'pipe.completed':
      return fact.outputs === undefined ? fact : { ...fact, outputs: redactMap(fact.outputs, redactor) };
    case 'pipe.aborted':
      return {
        ...fact,
        ...(fact.message !== undefined && { message: redactor.text(fact.message) }),
        ...(fact.outputs !== undefined && { outputs: redactMap(fact.outputs, redactor) }),
      };
    default:
      return fact;
  }
}
