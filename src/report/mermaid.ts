import type { Kind } from '../core/event.ts';
import type { Graph } from '../core/graph.ts';
import type { Control } from '../core/pipe.ts';
import { plannedChildren } from '../core/pipe-tree.ts';
import type { Plan, PlanNode } from '../core/plan.ts';
import type { RunState } from '../core/state.ts';
import { statusesOf } from './plan-status.ts';
import { conditionWords } from './words.ts';

/**
 * A plan as a Mermaid flowchart, one shape per kind, a box around the children of a node; with a state, each node
 * coloured by its status. Ends with a line feed.
 */
export function mermaid(plan: Plan, state?: RunState): string {
  const statuses = state === undefined ? undefined : statusesOf(plan, state);
  const lines = ['flowchart LR', ...graphLines(plan, 'n', { indent: '  ', statuses })];
  if (state !== undefined) lines.push(...CLASSES);
  return `${lines.join('\n')}\n`;
}

interface Drawing {
  readonly indent: string;
  readonly statuses: ReadonlyMap<PlanNode, string> | undefined;
}

// Ids of ours: a node may be called `end` or `class`, which Mermaid takes for its own.
function graphLines({ nodes, graph }: Plan, prefix: string, drawing: Drawing): string[] {
  const lines = nodes.flatMap((node) => nodeLines(node, `${prefix}${node.index}`, drawing));
  for (const node of nodes) {
    const rule = node.triggerRule === 'all_success' ? '' : `|"${node.triggerRule}"|`;
    for (const target of dependenciesOf(graph, node)) {
      lines.push(`${drawing.indent}${prefix}${target} -->${rule} ${prefix}${node.index}`);
    }
  }
  return lines;
}

const dependenciesOf = ({ dependencies: { start, targets } }: Graph, { index }: PlanNode) =>
  targets.subarray(start[index], start[index + 1]);

function nodeLines(node: PlanNode, name: string, drawing: Drawing, standsFor?: string): string[] {
  const { indent, statuses } = drawing;
  const title = label(node, standsFor);
  const status = statuses === undefined ? undefined : (statuses.get(node) ?? 'pending');
  if (plannedChildren(node.body).length === 0) {
    const [open, close] = SHAPES[node.kind];
    return [`${indent}${name}${open}"${title}"${close}${status === undefined ? '' : `:::${status}`}`];
  }
  return [
    `${indent}subgraph ${name}["${title}"]`,
    ...bodyLines(node, `${name}_`, { indent: `${indent}  `, statuses }),
    `${indent}end`,
    ...(status === undefined ? [] : [`${indent}class ${name} ${status}`]),
  ];
}

function bodyLines({ body }: PlanNode, prefix: string, drawing: Drawing): string[] {
  if (body.kind === 'pipe') return graphLines(body.plan, prefix, drawing);
  const standsFor = STANDS_FOR[body.kind];
  const children = plannedChildren(body);
  const lines = children.flatMap((child, at) => nodeLines(child, prefix + at, drawing, standsFor));
  if (body.kind !== 'steps') return lines;
  const { indent } = drawing;
  for (let at = 1; at < children.length; at++) lines.push(`${indent}${prefix}${at - 1} --> ${prefix}${at}`);
  for (const [at, child] of children.entries()) {
    for (const { to, why } of jumpsOf(child)) {
      const target = children.findIndex(({ id }) => id === to);
      lines.push(`${indent}${prefix}${at} -.->|"${why}"| ${prefix}${target}`);
    }
  }
  return lines;
}

const STANDS_FOR: Readonly<Partial<Record<PlanNode['body']['kind'], string>>> = {
  each: 'for each item',
  repeat: 'again',
};

function jumpsOf({ body, onError }: PlanNode): { readonly to: string; readonly why: string }[] {
  const jumps = [];
  if (body.kind === 'control' && body.control.kind === 'jump')
    jumps.push({ to: body.control.to, why: 'jump' });
  if (typeof onError?.then === 'object') jumps.push({ to: onError.then.jump, why: 'on_error' });
  return jumps;
}

const MAX_CONDITION = 40;

function label({ id, body, gate, when }: PlanNode, standsFor?: string): string {
  const lines = [standsFor ?? quoted(id)];
  if (body.kind === 'control') lines.push(quoted(controlWords(body.control)));
  if (body.kind === 'pipe') lines.push(`pipe: ${quoted(body.plan.name)}`);
  if (when !== undefined) lines.push(`when: ${quoted(conditionWords(when.source, MAX_CONDITION))}`);
  if (gate !== undefined) lines.push(`gate: ${quoted(gate)}`);
  return lines.join('<br/>');
}

function controlWords(control: Control): string {
  switch (control.kind) {
    case 'set':
    case 'return':
      return [control.kind, [...control.values.keys()].join(' ')].join(' ').trim();
    case 'jump':
      return `jump to ${control.to}`;
    default:
      return control.kind;
  }
}

/** What stands around the title of a node of each kind. */
export const SHAPES: Readonly<Record<Kind, readonly [string, string]>> = {
  bash: ['[', ']'],
  prompt: ['(', ')'],
  command: ['([', '])'],
  loop: ['{{', '}}'],
  join: ['[\\', '/]'],
  // An empty one has no box: an included pipe has at least one node, and so has each of the others.
  steps: ['[[', ']]'],
  parallel: ['[[', ']]'],
  each: ['[[', ']]'],
  pipe: ['[[', ']]'],
  set: ['[/', '/]'],
  return: ['[/', '/]'],
  jump: ['>', ']'],
  break: ['>', ']'],
  continue: ['>', ']'],
  skip: ['>', ']'],
  stop: ['(((', ')))'],
};

/** The colours of the statuses. */
export const CLASSES: readonly string[] = [
  '  classDef completed fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  '  classDef reused fill:#f0fff4,stroke:#1a7f37,color:#1f2328,stroke-dasharray:4',
  '  classDef failed fill:#ffebe9,stroke:#cf222e,color:#1f2328',
  '  classDef skipped fill:#f6f8fa,stroke:#8c959f,color:#59636e,stroke-dasharray:4',
  '  classDef running fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  '  classDef pending fill:#ffffff,stroke:#8c959f,color:#59636e',
];

/** Text for a label, in Mermaid's own entities: `#` and the code point, with a semicolon. Everything but plain words is one. */
export const quoted = (text: string): string =>
  [...text].map((char) => (/[A-Za-z0-9 _./@-]/.test(char) ? char : `#${char.codePointAt(0)};`)).join('');
