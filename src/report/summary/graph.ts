import type { NodeState, RunState } from '../../core/state.ts';
import { lookOf } from '../html/look.ts';
import type { Outline, OutlineNode } from '../html/outline.ts';
import { CLASSES, quoted, SHAPES } from '../mermaid.ts';
import { clip, oneLine, UNICODE } from '../words.ts';
import { byteLength, code, details, fenceOf, inert, row, table } from './markdown.ts';

/** A larger graph is no picture but a table. */
export const MAX_DRAWN = 60;
/** Mermaid gives up at 500. */
const MAX_EDGES = 400;
/** Mermaid gives up at 50,000 characters. */
const MAX_CHARS = 40_000;
const MAX_LABEL = 80;
const MAX_NEEDS = 8;

/** The top level of the pipe as a graph coloured by status, or as a table; empty for a single node. */
export function graphSection({ nodes }: Outline, state: RunState, room: number): string {
  if (nodes.length < 2) return '';
  const edges = nodes.reduce((sum, { needs }) => sum + needs.length, 0);
  const drawn = nodes.length <= MAX_DRAWN && edges <= MAX_EDGES ? drawing(nodes, state) : '';
  if (drawn !== '' && drawn.length <= MAX_CHARS) {
    const text = `#### Graph\n\n${fenceOf(drawn, 'mermaid')}\n`;
    return byteLength(text) <= room ? text : '';
  }
  const rows = nodes.map((node) => {
    const names = node.needs.slice(0, MAX_NEEDS).map((at) => code(nodes[at]?.id ?? ''));
    const more = node.needs.length - names.length;
    const needs = names.join(' ') + (more > 0 ? ` and ${more} more` : '');
    return row([code(node.id), needs, inert(node.rule ?? ''), statusWords(state.nodes.get(node.id))]);
  });
  const header = '| Node | Needs | Trigger | Status |\n| --- | --- | --- | --- |\n';
  const body = table(header, rows, room - 100);
  return body === '' ? '' : details(`Graph: ${nodes.length} nodes, ${edges} edges`, body);
}

function statusWords(node: NodeState | undefined): string {
  if (node === undefined) return 'not started';
  const look = lookOf(node, false);
  return `${UNICODE[node.status]} ${look}`;
}

// Ids of ours: a node may be called `end` or `class`, which Mermaid takes for its own.
function drawing(nodes: readonly OutlineNode[], state: RunState): string {
  const boxes = nodes.map(({ id, kind, gate }, at) => {
    const [open, close] = SHAPES[kind] ?? SHAPES.bash;
    const node = state.nodes.get(id);
    const mark = node === undefined ? '' : `${UNICODE[node.status]} `;
    const lines = [mark + label(id), ...(gate === undefined ? [] : [`gate: ${label(gate)}`])];
    return `  n${at}${open}"${lines.join('<br/>')}"${close}:::${classOf(node)}`;
  });
  const arrows = nodes.flatMap(({ needs, rule }, at) =>
    needs.map((need) => `  n${need} -->${rule === undefined ? '' : `|"${label(rule)}"|`} n${at}`),
  );
  return ['flowchart LR', ...boxes, ...arrows, ...CLASSES].join('\n');
}

const label = (text: string) => quoted(clip(oneLine(text), MAX_LABEL));

function classOf(node: NodeState | undefined): string {
  if (node === undefined) return 'pending';
  const look = lookOf(node, false);
  if (look === 'interrupted') return 'running';
  return look === 'cancelled' ? 'failed' : look;
}
