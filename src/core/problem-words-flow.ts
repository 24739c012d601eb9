import type { FlowMistake } from './problem.ts';
import { didYouMean } from './problem-words.ts';
import { quote } from './quote.ts';

type Words = { readonly [K in FlowMistake['kind']]: (mistake: Extract<FlowMistake, { kind: K }>) => string };

const RESERVED: Readonly<Record<'action' | 'node', string>> = {
  action: 'is an output the Action has itself; use another name',
  node: 'begins with `node-`, as the outputs of nodes do; use another name',
};

/** The words for keys, bodies and jumps that stand where they mean nothing. */
export const FLOW_WORDS: Words = {
  key_out_of_place: ({ where, key, is }) =>
    `${quote(key)} means nothing in ${where}${is === undefined ? '' : `, which is ${is}`}; leave it out`,
  control_outside_steps: ({ where, body }) =>
    `${quote(body)} in ${where} means something only as a step; put it into \`steps\``,
  control_outside_loop: ({ where, body }) =>
    `${quote(body)} in ${where} is inside no \`loop\` and no \`each\`; \`skip\` ends the steps around it`,
  join_inside_body: ({ where }) =>
    `\`join\` in ${where} can only stand among the \`nodes\` of the pipe; move it there`,
  jump_outside_steps: ({ where }) =>
    `\`on_error\` of ${where} jumps, which only a step can; write \`continue\`, or put the node into \`steps\``,
  jump_to_itself: ({ where }) =>
    `${where} jumps to itself; name another step, or write \`on_error: retry=3\``,
  unknown_step: ({ where, missing, suggestion }) =>
    `${where} jumps to ${quote(missing)}, which is no step beside it${didYouMean(suggestion)}`,
  unknown_pool: ({ where, name, suggestion }) =>
    `${where} is in pool ${quote(name)}, which the pipe does not have${didYouMean(suggestion) || '; declare it under `pools`'}`,
  recovers_without_failure: ({ where }) =>
    `\`recovers\` of ${where} needs \`trigger_rule: one_failed\` or \`all_failed\`: nothing else starts a node by a failure`,
  until_without_line: ({ where, body }) =>
    `\`until\` of ${where} waits for a line, and ${quote(body)} prints none; write \`until_bash\` or \`while\``,
  outputs_twice: ({ where }) => `${where} has \`outputs\` and \`output_schema\`; keep one`,
  reserved_output: ({ name, why }) => `output ${quote(name)} of the pipe ${RESERVED[why]}`,
  reserved_item: ({ name, where }) =>
    `item name ${quote(name)} in ${where} means something else in expressions; use another`,
};
