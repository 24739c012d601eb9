import { type Json, jsonText } from './json.ts';
import type { Plan, PlanBody, PlanEachBody, PlanNode, RepeatBody } from './plan.ts';
import { ok } from './result.ts';
import { type Stubs, stubFor } from './stubs.ts';
import type { Expression } from './template.ts';

/**
 * The plan with every body that would run a process made a stand-in: what it publishes comes from its stub, and what
 * cannot be known without one is taken for nothing.
 */
export function rehearsed(plan: Plan, stubs: Stubs, prefix = ''): Plan {
  return { ...plan, nodes: plan.nodes.map((node) => standIn(node, prefix + node.id, stubs)) };
}

function standIn(node: PlanNode, id: string, stubs: Stubs): PlanNode {
  const { gate: _, timeoutMs: __, outputs, ...rest } = node;
  const stub = stubFor(stubs, id);
  const isTold = stub !== undefined && (stub.status === 'failed' || stub.outputs !== undefined);
  // A body with a stub of its own is not looked into.
  if (isTold && isContainer(node.body)) return { ...rest, body: { kind: 'script', script: '' } };
  // What a stub prints becomes outputs as it would in a run.
  const isPrinted = outputs?.from === 'text' && stub?.text !== undefined && stub.outputs === undefined;
  const kept = outputs !== undefined && (isPrinted || outputs.from === 'expressions') ? { outputs } : {};
  return { ...rest, ...kept, body: bodyOf(node.body, id, stubs) };
}

const isContainer = ({ kind }: PlanBody) => !['script', 'agent', 'loop', 'join', 'control'].includes(kind);

function bodyOf(body: PlanBody, id: string, stubs: Stubs): PlanBody {
  const child = (node: PlanNode) => standIn(node, `${id}/${node.id === '' ? '*' : node.id}`, stubs);
  switch (body.kind) {
    case 'agent': {
      const { schema: _, ...rest } = body;
      return rest;
    }
    case 'steps':
      return { ...body, steps: body.steps.map(child) };
    case 'parallel':
      return { ...body, branches: body.branches.map(child) };
    case 'each':
      return { ...body, in: itemsOf(body.in), child: child(body.child) };
    case 'repeat':
      return repeatOf(body, child(body.child), stubFor(stubs, `${id}/*`)?.text !== undefined);
    case 'pipe':
      return { ...body, plan: rehearsed(body.plan, stubs, `${id}/`) };
    default:
      return body;
  }
}

// Nobody prints the line it waits for, so its first iteration is its last, as an agent's is.
function repeatOf(body: RepeatBody, child: PlanNode, isPrinted: boolean): RepeatBody {
  const { until, ...rest } = body;
  if (until === undefined || isPrinted) return { ...body, child };
  return { ...rest, child, while: NEVER };
}

const NEVER: Expression = {
  source: 'false',
  references: [],
  render: () => ok('false'),
  value: () => ok<Json>(false),
};

// One item stands for a list nobody knows.
function itemsOf(source: PlanEachBody['in']): PlanEachBody['in'] {
  if (!('value' in source)) return source;
  return {
    ...source,
    value: (context) => {
      const items = source.value(context);
      return items.ok && items.value === null ? ok<Json>([null]) : items;
    },
  };
}

/** What a node's stub makes it print. */
export function stubText(stubs: Stubs, id: string): string {
  const stub = stubFor(stubs, id);
  return stub?.text ?? jsonText(stub?.outputs);
}
