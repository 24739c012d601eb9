import { clip, cost, firstLine, oneLine, plural } from '../words.ts';
import { outputHtml, type Paint } from './ansi.ts';
import { type Html, html } from './escape.ts';
import type { CapturedText } from './run.ts';
import { type Said, type Tool, transcriptOf } from './transcript.ts';

/** The longest text of one message or tool that is shown whole, in characters. */
const MAX_TEXT = 16 * 1024;
const MAX_ALL = 256 * 1024;

/** An agent's raw stream as a conversation: what it said, the tools it used and what came back folded, how its turns ended. */
export function conversationHtml(
  { head, tail }: CapturedText,
  redact: (text: string) => string,
  paint: Paint,
): Html {
  const said = transcriptOf(head, tail);
  const items: Html[] = [];
  let room = MAX_ALL;
  const cut = (text: string, max: number = MAX_TEXT) => {
    const shown = middleCut(redact(text), Math.min(max, room));
    room -= shown.length;
    return outputHtml(shown, paint);
  };
  for (const one of said) {
    if (room <= 0) break;
    items.push(saidHtml(one, cut));
  }
  if (items.length === 0) return html`<p class="note">The stream holds no message.</p>`;
  const left = said.length - items.length;
  return html`<ol class="talk">
${items}</ol>
${left > 0 && html`<p class="note">${plural(left, 'more message')} in the raw stream.</p>`}`;
}

type Cut = (text: string, max?: number) => Html;

function saidHtml(said: Said, cut: Cut): Html {
  switch (said.kind) {
    case 'session':
      return html`<li class="mark">Session <code>${said.id}</code></li>\n`;
    case 'gap':
      return html`<li class="mark">… what was said between is in the raw stream only …</li>\n`;
    case 'text':
      return html`<li class="${said.isSub ? 'say sub' : 'say'}"><span class="who">${said.isSub ? 'Sub-agent' : 'Assistant'}</span><div class="txt">${cut(said.text)}</div></li>\n`;
    case 'thinking':
      return html`<li class="${said.isSub ? 'sub' : ''}"><details class="fold"><summary>Thinking</summary><pre class="txt">${cut(said.text)}</pre></details></li>\n`;
    case 'tool':
      return toolHtml(said, cut);
    case 'denied':
      return html`<li class="mark bad">The tool <code>${said.tool}</code> was denied</li>\n`;
    case 'result':
      return resultHtml(said, cut);
  }
}

function toolHtml({ name, input, answer, isSub }: Tool, cut: Cut): Html {
  const gist = cut(firstLine(gistOf(input), 100), 200);
  const asked = cut(inputText(input));
  const back =
    answer === undefined
      ? html`<p class="note">No answer came.</p>`
      : html`<h5>${answer.isError ? 'Error' : 'Answer'}</h5><pre class="txt">${cut(answer.text)}</pre>`;
  return html`<li class="${isSub ? 'sub' : ''}"><details class="fold tool"><summary><b>${name}</b> <code>${gist}</code>${answer?.isError === true && html` <span class="tag bad">error</span>`}</summary>
<h5>Input</h5><pre class="txt">${asked}</pre>
${back}</details></li>\n`;
}

// The one field that says most, as people name what they did.
function gistOf(input: Tool['input']): string {
  for (const key of ['command', 'file_path', 'path', 'pattern', 'url', 'query', 'description', 'prompt']) {
    const value = input[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  const first = Object.values(input).find((value) => typeof value === 'string');
  return typeof first === 'string' ? first : '';
}

// Texts as they are, without the escapes of JSON, which nobody wants to read.
const inputText = (input: Tool['input']) =>
  Object.entries(input)
    .map(([key, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
      return text.includes('\n') ? `${oneLine(key)}:\n${text}` : `${oneLine(key)}: ${text}`;
    })
    .join('\n');

function resultHtml(said: Extract<Said, { kind: 'result' }>, cut: Cut): Html {
  const { isError, subtype, turns, costUsd, totalCostUsd, inputTokens, outputTokens, errors } = said;
  const parts = [
    isError
      ? `ended with an error${subtype === '' || subtype === 'success' ? '' : ` (${subtype})`}`
      : `ended: ${subtype}`,
    turns !== undefined && plural(turns, 'turn'),
    cost(costUsd ?? totalCostUsd),
    inputTokens !== undefined && `${inputTokens} tokens in`,
    outputTokens !== undefined && `${outputTokens} tokens out`,
  ];
  const words = parts.filter((part) => part !== false && part !== '').join(' · ');
  // A success repeats what the assistant said last.
  const text = isError ? [said.text ?? '', ...errors].filter((line) => line !== '').join('\n') : '';
  return html`<li class="mark${isError && ' bad'}">Turn ${words}${text !== '' && html`<pre class="txt">${cut(text)}</pre>`}</li>\n`;
}

/** The beginning and the end of a text that is too long. */
function middleCut(text: string, max: number): string {
  if (text.length <= max) return text;
  const half = Math.max(0, Math.floor(max / 2));
  const end = text.slice(text.length - half);
  return `${clip(text, half + 1)}\n[${text.length - 2 * half} characters left out]\n${end}`;
}
