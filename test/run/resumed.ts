import { closingFacts } from '../../src/core/closing.ts';
import { createDigests } from '../../src/core/digest.ts';
import type { Event, Fact } from '../../src/core/event.ts';
import { pastOf } from '../../src/core/past.ts';
import type { Plan } from '../../src/core/plan.ts';
import { fold } from '../../src/core/state.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { brief } from '../rig/brief.ts';
import type { FakePorts, Script } from '../rig/fake-ports.ts';
import { begin, play } from './begin.ts';

/** Digests as the shell makes them; each hook's bytes are its name unless told. */
export const digestsOf = (plan: Plan, hooks: Readonly<Record<string, string>> = {}, runId = 'test-run') =>
  createDigests(plan, { sha256, runId, hook: (gate) => hooks[gate] ?? gate });

/** A run that can be resumed. */
export const playFirst = (plan: Plan, script: Script = {}): Promise<FakePorts> =>
  play(plan, script, { digestOf: digestsOf(plan) });

export interface Change {
  readonly hooks?: Readonly<Record<string, string>>;
  readonly runId?: string;
}

/** Resumes what these events tell, with the captures of the run before. */
export async function resume(
  plan: Plan,
  events: readonly Event[],
  script: Script = {},
  { hooks = {}, runId = 'test-run' }: Change = {},
): Promise<FakePorts> {
  const digestOf = digestsOf(plan, hooks, runId);
  const { fake, finished } = begin(plan, script, { digestOf, past: pastOf(events) });
  await fake.until(finished);
  return fake;
}

/** A journal that ends after so many events, closed as a recovery does. */
export function cut(events: readonly Event[], count: number): readonly Event[] {
  const kept = events.slice(0, count);
  const last = kept.at(-1);
  if (last === undefined || last.type === 'pipe.completed' || last.type === 'pipe.aborted') return kept;
  const facts: Fact[] = [
    ...closingFacts(fold(kept), { upToMs: last.mono_ms }),
    { type: 'pipe.aborted', reason: 'interrupted', duration_ms: last.mono_ms },
  ];
  const { id, ts, run_id, seq, mono_ms, h } = last;
  return [
    ...kept,
    ...facts.map((fact, at): Event => ({ ...fact, id, ts, run_id, seq: seq + at + 1, mono_ms, h })),
  ];
}

/** The journal cut right after the first event that reads so, and closed. */
export function cutAfter({ events }: FakePorts, line: RegExp): readonly Event[] {
  const at = events.findIndex((event) => line.test(brief(event)));
  if (at < 0) throw new Error(`no event reads ${line}:\n${events.map(brief).join('\n')}`);
  return cut(events, at + 1);
}

/** What became of each node: `reused`, `ran` with the reason, or `skipped`. */
export function tale({ events }: FakePorts): Readonly<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const event of events) {
    if (event.type === 'node.reused') told[event.node_id] = `reused ${event.status}`;
    if (event.type === 'node.started')
      told[event.node_id] = event.because === undefined ? 'again' : `ran: ${event.because}`;
    if (event.type === 'node.skipped') told[event.node_id] = `skipped: ${event.reason}`;
  }
  return told;
}
