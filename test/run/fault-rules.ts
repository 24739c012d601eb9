import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Event, Fact } from '../../src/core/event.ts';
import { CHAIN_START, encodeLine } from '../../src/core/journal-line.ts';
import { pastOf } from '../../src/core/past.ts';
import type { Plan } from '../../src/core/plan.ts';
import { fold } from '../../src/core/state.ts';
import { verifyJournal } from '../../src/core/verify.ts';
import type { Script } from '../rig/fake-ports.ts';
import { type Around, Watched } from './every-call.ts';
import { type Injection, waysOf } from './injection.ts';
import { cut, digestsOf } from './resumed.ts';

/** The hash that journals are chained with. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Events as the journal writes them, line by line; stamps of the fake ports lack only the hash. */
export function journalText(events: readonly Event[]): string {
  let previous = CHAIN_START;
  return events
    .map((event) => {
      const { id, ts, run_id, seq, mono_ms, h: _, ...fact } = event;
      const { line, event: sealed } = encodeLine(
        fact as Fact,
        { id, ts, run_id, seq, mono_ms },
        previous,
        sha256,
      );
      previous = sealed.h;
      return `${line}\n`;
    })
    .join('');
}

const isEnd = ({ type }: Event) => type === 'node.completed' || type === 'node.failed';

/** Nodes that ended before one of their children did. */
function endedTooEarly(events: readonly Event[]): readonly string[] {
  const open = new Set<string>();
  const early: string[] = [];
  for (const event of events) {
    if (!('node_id' in event)) continue;
    const { node_id: id } = event;
    if (event.type === 'node.started') open.add(id);
    if (!isEnd(event)) continue;
    open.delete(id);
    for (const other of open) if (other.startsWith(`${id}/`)) early.push(`${id} before ${other}`);
  }
  return early;
}

/** Everything that must hold of a run that a fault ended; a failure shows what was done to it, and its journal. */
export async function checkFaulty(plan: Plan, around: Around): Promise<Watched> {
  const watched = new Watched(plan, around);
  const outcome = await watched.outcome();
  try {
    checkFault(watched, outcome, around.faults ?? []);
  } catch (error) {
    const { struck } = watched;
    const what = `${JSON.stringify(around.faults)} ${struck?.port} ${struck?.about}`;
    throw new Error(`${what}\n${String(error)}\n${watched.fake.journal.join('\n')}`);
  }
  return watched;
}

function checkFault(watched: Watched, outcome: unknown, faults: readonly Injection[]): void {
  const { fake, errors, state, calls, keptSecretly } = watched;
  expect(errors.length > 0 ? errors : ['fine'], 'the run rejects with the fault').toContain(outcome);
  expect([[...fake.live], watched.timers, watched.listeners], 'what is left').toEqual([[], 0, 0]);
  expect(watched.begunAfter, 'begun after the fault was told').toEqual([]);
  expect(watched.unheard, 'not called off').toEqual([]);
  const told = fake.events.slice(0, fake.events.length - keptSecretly);
  expect(calls.filter(({ port }) => port === 'sweep').length, 'sweeps').toBe(told.length > 0 ? 1 : 0);
  if (state !== undefined) expect(state, 'the fold of the journal').toEqual(fold(told));
  expect(endedTooEarly(fake.events)).toEqual([]);
  if (fake.events.length > 0) checkFlaws(fake.events, faults);
  if (errors.length === 0 || told.length === 0) return;
  const endMs = Math.max(watched.struckAtMs, watched.lastChildEndMs);
  expect(fake.nowMs, 'waits for nothing but the children').toBe(endMs);
  if (isClosable(faults, calls))
    expect(fake.events.at(-1)).toMatchObject({
      ...{ type: 'pipe.aborted', reason: 'fault', message: String(outcome) },
    });
}

// After a fault each fact is tried twice, since a journal that was restored takes the second; of the time there is one try.
function isClosable(faults: readonly Injection[], calls: Watched['calls']): boolean {
  const isWorking = faults.every(({ way }) => way !== 'gone' && way !== 'kept');
  const [, ...others] = faults;
  return isWorking && others.length <= 1 && others.every(({ nth }) => calls[nth]?.port !== 'clock.now');
}

// A journal that still works tells all that was begun to its end; one that does not is cut off, and true up to there.
function checkFlaws(events: readonly Event[], faults: readonly Injection[]): void {
  const flaws = verifyJournal(journalText(events), sha256).flaws.map(({ reason }) => reason);
  const isCut = faults.some(({ way }) => way !== 'reject' && way !== 'late') && !isOver(events.at(-1));
  expect(flaws, 'flaws of the journal').toEqual(isCut ? ['the run has no last event'] : []);
}

const isOver = (event: Event | undefined) =>
  event?.type === 'pipe.aborted' || event?.type === 'pipe.completed';

/** Runs it once without a fault, then again with every fault at every call; how many there were. */
export async function injectEverywhere(plan: Plan, around: Around = {}): Promise<number> {
  const { calls } = await checkFaulty(plan, around);
  let injected = 0;
  for (const [nth, { port }] of calls.entries()) {
    for (const way of waysOf(port)) {
      const { struck } = await checkFaulty(plan, { ...around, faults: [{ nth, way }] });
      // The same plan makes the same calls up to the one that fails.
      expect(struck, `call ${nth}`).toEqual(calls[nth]);
      injected++;
    }
  }
  return injected;
}

/** Runs it with one of so many faults, then again with every other fault while that one is dealt with; how many. */
export async function injectWhileClosing(plan: Plan, around: Around, oneOf: number): Promise<number> {
  const { calls } = await checkFaulty(plan, around);
  let injected = 0;
  for (let nth = oneOf - 1; nth < calls.length; nth += oneOf) {
    const ways = waysOf(calls[nth]!.port);
    if (ways.length === 0) continue;
    const first = { nth, way: ways[0]! };
    const { calls: after, struckAt } = await checkFaulty(plan, { ...around, faults: [first] });
    for (let later = struckAt; later < after.length; later++) {
      for (const way of waysOf(after[later]!.port)) {
        await checkFaulty(plan, { ...around, faults: [first, { nth: later, way }] });
        injected++;
      }
    }
  }
  return injected;
}

/** Runs it once without a fault, and once with those that stand there in all there could be, from 0 up to 1. */
export async function injectDrawn(plan: Plan, around: Around, draws: readonly number[]): Promise<void> {
  const { calls } = await checkFaulty(plan, around);
  const all = calls.flatMap(({ port }, nth) => waysOf(port).map((way): Injection => ({ nth, way })));
  const faults = draws.map((at) => all[Math.floor(at * all.length)]!);
  const { errors } = await checkFaulty(plan, { ...around, faults });
  expect(errors).not.toEqual([]);
}

/** For {@link injectDrawn}. */
export const drawn: fc.Arbitrary<number> = fc.double({ min: 0, max: 0.999999, noNaN: true });

/** What resumes a run that was killed after that part of its events. */
export async function resumed(plan: Plan, script: Script, part: number): Promise<Around> {
  const digestOf = digestsOf(plan);
  const { fake } = await checkFaulty(plan, { script, digestOf });
  const past = pastOf(cut(fake.events, Math.ceil(fake.events.length * part)));
  return { script: { ...script, earlier: fake }, digestOf, past };
}
