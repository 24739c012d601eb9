import { type Json, jsonText } from '../../core/json.ts';
import type { PlanEachBody } from '../../core/plan.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Branch, fanOut } from '../fan.ts';
import { childId } from '../scope.ts';
import type { Outcome, Turn } from '../turn.ts';
import { expressionFailed } from './agent.ts';

const MAX_ITEMS = 10_000;

/** Runs a body for each item of a list; its outputs are theirs, in the order of the items. */
export async function runEach(body: PlanEachBody, turn: Turn): Promise<Outcome> {
  const items = itemsOf(body.in, turn);
  if (!items.ok) return expressionFailed(items.error);
  const list = items.value;
  turn.scope.record({ type: 'node.expanded', node_id: turn.id, count: list.length });
  const collected: Json[] = Array.from(list, () => null);
  const { failure, signal } = await fanOut(turn, {
    count: list.length,
    branch: (at) => branchOf(body, turn, { at, item: list[at]! }),
    maxParallel: body.maxParallel ?? Math.min(...turn.scope.caps.map((cap) => cap.limit)),
    failFast: true,
    ignoreErrors: body.onItemError === 'continue',
    takesContinue: true,
    tellsUnbegun: false,
    ended: (at, { outputs = null }) => {
      collected[at] = outputs;
    },
  });
  if (failure !== undefined) return { failure };
  if (signal?.kind === 'stop') return { signal };
  return { outputs: collected };
}

function itemsOf(source: PlanEachBody['in'], turn: Turn): Result<readonly Json[], string> {
  const { redact } = turn.scope.engine.ports;
  const value = 'value' in source ? source.value(turn.context) : ok<Json>(source);
  if (!value.ok) return err(`each.in: ${value.error}`);
  const items = value.value;
  if (!Array.isArray(items)) return err(`each.in is no list but ${shown(redact(items))}`);
  if (items.length > MAX_ITEMS)
    return err(`each.in has ${items.length} items; at most ${MAX_ITEMS} are possible`);
  return ok(items as readonly Json[]);
}

const shown = (value: Json) => (value === null ? 'nothing' : JSON.stringify(value).slice(0, 100));

interface Item {
  readonly at: number;
  readonly item: Json;
}

function branchOf(body: PlanEachBody, turn: Turn, { at, item }: Item): Branch {
  const { locals, variables } = turn.scope;
  const named: [string, Json][] = body.as === undefined ? [] : [[body.as, item]];
  const changes = {
    locals: new Map<string, Json>([...locals, ['item', item], ['index', at], ...named]),
    variables: { ...variables, OMNE_ITEM: jsonText(item), OMNE_INDEX: String(at) },
  };
  return { node: body.child, id: childId(turn.id, at, turn.attempt), changes };
}
