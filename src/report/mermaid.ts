import type { Kind } from '../core/event.ts';
import type { Plan, PlanNode } from '../core/plan.ts';
import type { NodeState, RunState } from '../core/state.ts';

/** A plan as a Mermaid flowchart, one shape per kind; with a state, each node coloured by its status. Ends with a line feed. */
export function mermaid(plan: Plan, state?: RunState): string {
  const lines = ['flowchart LR'];
  for (const node of plan.nodes) lines.push(`  ${nodeLine(node, state)}`);
  const { start, targets } = plan.graph.dependencies;
  for (const node of plan.nodes) {
    const rule = node.triggerRule === 'all_success' ? '' : `|"${node.triggerRule}"|`;
    for (let edge = start[node.index]!; edge < start[node.index + 1]!; edge++) {
      lines.push(`  n${targets[edge]!} -->${rule} n${node.index}`);
    }
  }
  if (state !== undefined) lines.push(...CLASSES);
  return `${lines.join('\n')}\n`;
}

// Ids of ours: a node may be called `end` or `class`, which Mermaid takes for its own.
function nodeLine(node: PlanNode, state: RunState | undefined): string {
  const [open, close] = SHAPES[node.kind];
  const gate = node.gate === undefined ? '' : `<br/>gate: ${quoted(node.gate)}`;
  const status = state === undefined ? '' : `:::${classOf(state.nodes.get(node.id))}`;
  return `n${node.index}${open}"${quoted(node.id)}${gate}"${close}${status}`;
}

const SHAPES: Readonly<Record<Kind, readonly [string, string]>> = {
  bash: ['[', ']'],
  prompt: ['(', ')'],
  command: ['([', '])'],
  loop: ['{{', '}}'],
};

const classOf = (node: NodeState | undefined) => node?.status ?? 'pending';

const CLASSES = [
  '  classDef completed fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  '  classDef failed fill:#ffebe9,stroke:#cf222e,color:#1f2328',
  '  classDef skipped fill:#f6f8fa,stroke:#8c959f,color:#59636e,stroke-dasharray:4',
  '  classDef running fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  '  classDef pending fill:#ffffff,stroke:#8c959f,color:#59636e',
];

// Mermaid's own entities: `#` and the code point, with a semicolon. Everything but plain words is one.
const quoted = (text: string) =>
  [...text].map((char) => (/[A-Za-z0-9 _./@-]/.test(char) ? char : `#${char.codePointAt(0)};`)).join('');
