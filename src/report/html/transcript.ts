import { parseClaudeLine, type ResultSignal } from '../../core/claude-stream.ts';

/** One thing of a conversation, in the order of the stream. */
export type Said =
  | { readonly kind: 'session'; readonly id: string }
  /** The assistant's, or that of an agent it asked. */
  | { readonly kind: 'text' | 'thinking'; readonly text: string; readonly isSub: boolean }
  | Tool
  | { readonly kind: 'denied'; readonly tool: string }
  | ResultSignal
  /** What was left out between the beginning and the end. */
  | { readonly kind: 'gap' };

/** A use of a tool, with its answer once that came. */
export interface Tool {
  readonly kind: 'tool';
  readonly name: string;
  readonly input: Fields;
  readonly isSub: boolean;
  answer?: { readonly text: string; readonly isError: boolean };
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads an agent's raw stream, or its beginning and its end, as a conversation. Lines that are not whole are passed over. */
export function transcriptOf(head: string, tail: string): readonly Said[] {
  const reading: Reading = { said: [], tools: new Map(), session: '' };
  for (const line of head.split('\n')) readLine(line, reading);
  if (tail !== '') {
    reading.said.push({ kind: 'gap' });
    for (const line of tail.split('\n')) readLine(line, reading);
  }
  return reading.said;
}

interface Reading {
  readonly said: Said[];
  readonly tools: Map<string, Tool>;
  session: string;
}

function readLine(line: string, reading: Reading): void {
  const value = parse(line);
  if (value === undefined) return;
  const type = value['type'];
  if (type === 'assistant' || type === 'user') readMessage(value, reading);
  else for (const signal of parseClaudeLine(line)) readSignal(signal, reading);
}

function parse(line: string): Fields | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return object(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function readSignal(signal: ReturnType<typeof parseClaudeLine>[number], reading: Reading): void {
  if (signal.kind === 'result') reading.said.push(signal);
  else if (signal.kind === 'denied') reading.said.push({ kind: 'denied', tool: signal.tool });
  else if (signal.kind === 'session' && signal.id !== reading.session) {
    reading.session = signal.id;
    reading.said.push({ kind: 'session', id: signal.id });
  }
}

function readMessage(value: Fields, { said, tools }: Reading): void {
  const isSub = (value['parent_tool_use_id'] ?? null) !== null;
  const content = object(value['message'])?.['content'];
  for (const block of Array.isArray(content) ? content.map(object) : []) {
    const { type, text, thinking, id, name } = block ?? {};
    if (type === 'text' && typeof text === 'string' && value['type'] === 'assistant') {
      if (text.trim() !== '') said.push({ kind: 'text', text, isSub });
    } else if (type === 'thinking' && typeof thinking === 'string') {
      if (thinking.trim() !== '') said.push({ kind: 'thinking', text: thinking, isSub });
    } else if (type === 'tool_use' && typeof name === 'string') {
      const tool: Tool = { kind: 'tool', name, input: object(block?.['input']) ?? {}, isSub };
      if (typeof id === 'string') tools.set(id, tool);
      said.push(tool);
    } else if (type === 'tool_result') {
      const tool = tools.get(String(block?.['tool_use_id']));
      if (tool) tool.answer = { text: answerText(block?.['content']), isError: block?.['is_error'] === true };
    }
  }
}

function answerText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return content === undefined ? '' : JSON.stringify(content, undefined, 2);
  return content
    .map((part) => {
      const { type, text } = object(part) ?? {};
      return type === 'text' && typeof text === 'string' ? text : `[${String(type ?? 'part')}]`;
    })
    .join('\n');
}

const object = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
