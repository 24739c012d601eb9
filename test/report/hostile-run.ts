import type { Fact } from '../../src/core/event.ts';
import { planOf, started } from './events.ts';
import type { PageSource } from './report-page.ts';

/** What output would be to act in a page. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>window.pwned=1</script>',
  '</script><script>window.pwned=2</script>',
  '<img src="http://beacon.invalid/1.png" onerror="window.pwned=3">',
  '"><svg onload=window.pwned=4>',
  "' onmouseover='window.pwned=5' autofocus onfocus='window.pwned=6",
  '</pre></details></main></body></html><h1 id=broken>out</h1>',
  '</title></style><style>body{display:none}</style>',
  '--><!-- ]]> <![CDATA[ <!doctype html>',
  '<iframe srcdoc="<script>parent.pwned=7</script>"></iframe>',
  '<a href="javascript:window.pwned=8" id="main">here</a>',
  '<base href="http://beacon.invalid/"><meta http-equiv="refresh" content="0;url=http://beacon.invalid/2">',
  '<link rel=stylesheet href=//beacon.invalid/3.css><form action=//beacon.invalid/4><input name=q>',
  '&lt;script&gt;window.pwned=9&lt;/script&gt; &#60;b&#62; &amp;',
  '\x1b]8;;http://beacon.invalid/5\x1b\\click\x1b]8;;\x1b\\',
  '\x1b]0;title\x07\x1b[2J\x1b[1;1H\x1b[31mred\x1b[0m \x1b[38;2;1;2;3;4;5mmany\x1b[m',
  '\x1b[31"><script>window.pwned=10</script>m',
  '\u202egnp.exe\u202c \u2066isolated\u2069 \u{e0041}\u{e0042}tags',
  '\0\x07\x08\x7f\x9b31m\x85 bell',
  '`touch pwned` {{7*7}} #{7*7} $(7*7)',
  '\ud800 lone \udc00 halves',
];

const all = HOSTILE_TEXTS.join('\n');
const blocks = (text: string) => [
  {
    type: 'assistant',
    message: {
      content: [
        { type: 'text', text },
        { type: 'tool_use', id: text, name: text, input: { command: text, [text]: { [text]: [text] } } },
      ],
    },
  },
  {
    type: 'user',
    message: {
      content: [
        {
          type: 'tool_result',
          tool_use_id: text,
          is_error: true,
          content: [{ type: 'text', text }, { type: text }],
        },
      ],
    },
  },
  { type: 'system', subtype: 'permission_denied', tool_name: text },
  { type: 'system', subtype: 'init', session_id: text },
  { type: 'result', is_error: true, subtype: text, errors: [text], session_id: text, result: text },
];

/** A run that says them wherever a journal, a plan or a capture can hold a text. */
export const HOSTILE_RUN: PageSource = {
  facts: [
    {
      ...started(all),
      inputs: HOSTILE_TEXTS.map((text) => ({ key: text, value: text })),
      pipe_path: all,
      engine: all,
      head: all,
      worktree: all,
      resumed_from: all,
      pipe_digest: all,
    } as Fact,
    ...HOSTILE_TEXTS.flatMap((text, at): Fact[] => [
      { type: 'node.started', node_id: `n${at}`, kind: 'prompt', model: text, because: text },
      { type: 'node.started', node_id: `n${at}/${text}`, kind: text as 'bash', parent: `n${at}` },
      { type: 'gate.passed', node_id: `n${at}`, gate: text, method: 'hook', stdout: text },
      {
        type: 'node.attempt_failed',
        node_id: `n${at}`,
        attempt: 1,
        error: { kind: text as 'crash', signal: text },
        message: text,
        will: text as 'retry',
      },
      { type: 'node.jumped', node_id: `n${at}`, to: text },
      {
        type: 'node.failed',
        node_id: `n${at}`,
        error: { kind: text as 'crash', signal: text },
        message: text,
        cause: text,
        session_id: text,
        duration_ms: { html: text } as unknown as number,
        attempt: { html: text } as unknown as number,
      },
      {
        type: 'node.completed',
        node_id: `n${at}/${text}`,
        duration_ms: 1,
        attempt: 2,
        outputs: { [text]: { [text]: text }, list: [text] },
        conclusion: text as 'exhausted',
      },
      { type: 'node.skipped', node_id: `s${at}`, reason: text as 'when', cause: text },
      { type: 'node.skipped', node_id: `w${at}`, reason: 'when', when: text, saw: { [text]: text } },
    ]),
    {
      type: 'pipe.aborted',
      reason: 'fault',
      cause: all,
      message: all,
      duration_ms: 400,
      outputs: { [all]: all },
    },
  ],
  plan: planOf(
    HOSTILE_TEXTS.map((text, at) => ({
      id: at % 2 === 0 ? `n${at}` : text,
      gate: text,
      kind: text as 'bash',
    })),
  ),
  captures: Object.fromEntries(
    HOSTILE_TEXTS.flatMap((text, at) => [
      [`nodes/n${at}.out`, all],
      [`nodes/n${at}.err`, text],
      [`nodes/n${at}.stream.jsonl`, [...blocks(text).map((line) => JSON.stringify(line)), text].join('\n')],
    ]),
  ),
  over: { problem: all },
};
