import { type BadValue, readFields, reportBad, type Scope, type Shape } from './fields.ts';
import type { NodeScope } from './parse-scope.ts';
import type { ErrorPolicy, Retry } from './pipe.ts';
import { parseDelay, RETRIED_KINDS, RETRY_FIELDS } from './schema.ts';
import { suggest } from './suggest.ts';
import type { Span, YamlEntry, YamlMap, YamlScalar } from './yaml-value.ts';

const FORMS =
  '`fail`, `continue`, `retry=N` with N from 1 to 100, `jump=<step>`, or a map such as `{ retry: 3, then: continue }`';
const THEN = '`fail`, `continue` or `{ jump: <step> }`';
const ON = 'a list of failure kinds such as `timeout` and of exit codes from 0 to 255';
const RETRY = /^retry\s*=\s*(\d{1,3})$/i;
const JUMP = /^jump\s*=\s*(?:"([^"]+)"|'([^']+)'|([^"'\s=,]+))$/i;
const POLICY_KEYS: ReadonlySet<string> = new Set(['retry', 'then']);

const RETRY_SHAPE: Shape<typeof RETRY_FIELDS> = {
  fields: RETRY_FIELDS,
  others: ['on'],
  templates: new Set(),
  nullable: new Set(),
};

/** Reads a node's `on_error`; `undefined` without one and after problems. */
export function readOnError(map: YamlMap, scope: NodeScope): ErrorPolicy | undefined {
  const entry = map.entries.get('on_error');
  if (entry === undefined) return undefined;
  const { key: span, value } = entry;
  if (value.kind === 'map' && value.entries.size > 0) return readPolicy(value, scope);
  const policy = value.kind === 'scalar' && value.value !== null ? parseWords(value.text) : undefined;
  if (policy === undefined)
    reportBad(withSuggestion({ key: 'on_error', span, value, expected: FORMS }), scope);
  else if (typeof policy.then === 'object') checkJump(policy.then.jump, value, scope);
  return policy;
}

function parseWords(text: string): ErrorPolicy | undefined {
  const words = text.trim();
  const lower = words.toLowerCase();
  if (lower === 'fail' || lower === 'continue') return policyOf(lower);
  const max = Number(RETRY.exec(words)?.[1]);
  if (max >= 1 && max <= 100) return policyOf('fail', plainRetry(max));
  const jump = JUMP.exec(words);
  const to = jump?.[1] ?? jump?.[2] ?? jump?.[3];
  return to === undefined ? undefined : policyOf({ jump: to.trim() });
}

const policyOf = (next: ErrorPolicy['then'], retry?: Retry): ErrorPolicy => ({
  ...(retry !== undefined && { retry }),
  // biome-ignore lint/suspicious/noThenProperty: it is the file's own word, and never a function
  then: next,
});

const plainRetry = (max: number): Retry => ({ max, delayMs: 0, backoff: 1, jitter: 0 });

function withSuggestion(bad: BadValue): BadValue {
  const suggestion =
    bad.value.kind === 'scalar' ? suggest(bad.value.text.trim(), ['fail', 'continue']) : undefined;
  return { ...bad, ...(suggestion !== undefined && { suggestion }) };
}

function readPolicy(map: YamlMap, node: NodeScope): ErrorPolicy | undefined {
  const scope = { ...node, where: `\`on_error\` of ${node.where}` };
  readFields(map, { fields: {}, others: [...POLICY_KEYS], templates: new Set(), nullable: new Set() }, scope);
  const retry = map.entries.get('retry');
  const then = map.entries.get('then');
  if (retry === undefined && then === undefined) return undefined;
  const read = retry === undefined ? undefined : readRetry(retry, scope);
  const next = then === undefined ? 'fail' : readThen(then, scope, node);
  if (next === undefined || (retry !== undefined && read === undefined)) return undefined;
  return policyOf(next, read);
}

function readThen(
  { key: span, value }: YamlEntry,
  scope: Scope,
  node: NodeScope,
): ErrorPolicy['then'] | undefined {
  if (value.kind === 'scalar' && (value.text === 'fail' || value.text === 'continue')) return value.text;
  const jump =
    value.kind === 'map' && value.entries.size === 1 ? value.entries.get('jump')?.value : undefined;
  if (jump?.kind === 'scalar' && typeof jump.value === 'string' && jump.text.trim() !== '') {
    checkJump(jump.text, jump, node);
    return { jump: jump.text };
  }
  reportBad(withSuggestion({ key: 'then', span, value, expected: THEN }), scope);
  return undefined;
}

function readRetry({ key: span, value }: YamlEntry, scope: Scope): Retry | undefined {
  if (value.kind !== 'map' || value.entries.size === 0) {
    const max = value.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
    if (max !== undefined && Number.isInteger(max) && max >= 1 && max <= 100) return plainRetry(max);
    const expected = 'a whole number from 1 to 100, or a map such as `{ max: 3, delay: 10s }`';
    reportBad({ key: 'retry', span, value, expected }, scope);
    return undefined;
  }
  const inRetry = { ...scope, where: `\`retry\` in ${scope.where}` };
  const { max, delay = 0, backoff = 1, jitter = 0 } = readFields(value, RETRY_SHAPE, inRetry);
  if (!value.entries.has('max')) {
    inRetry.report({ kind: 'missing_key', key: 'max', where: inRetry.where, form: '`max: 3`' }, span);
  }
  const on = readOn(value, inRetry);
  if (max === undefined) return undefined;
  return { max, delayMs: parseDelay(delay) ?? 0, backoff, jitter, ...(on !== undefined && { on }) };
}

function readOn(map: YamlMap, scope: Scope): Retry['on'] {
  const entry = map.entries.get('on');
  if (entry === undefined) return undefined;
  const { key: span, value } = entry;
  if (value.kind !== 'seq' || value.items.length === 0) {
    reportBad({ key: 'on', span, value, expected: ON }, scope);
    return undefined;
  }
  return value.items.flatMap((item, at) => {
    const known = item.kind === 'scalar' ? retriedBy(item) : undefined;
    if (known !== undefined) return known;
    const suggestion = item.kind === 'scalar' ? suggest(item.text, RETRIED_KINDS) : undefined;
    const bad = { key: `on[${at}]`, span: item, value: item, expected: EACH_ON };
    reportBad({ ...bad, ...(suggestion !== undefined && { suggestion }) }, scope);
    return [];
  });
}

const EACH_ON = `an exit code from 0 to 255 or one of ${RETRIED_KINDS.map((kind) => `\`${kind}\``).join(', ')}`;

function retriedBy({ value, text }: YamlScalar): string | number | undefined {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 0 && value <= 255 ? value : undefined;
  }
  return RETRIED_KINDS.includes(text) ? text : undefined;
}

/** Reports a jump that only a step may do, and one to what is no step beside it. */
export function checkJump(
  to: string,
  at: Span,
  { where, at: { position, steps }, id, report }: NodeScope,
): void {
  if (position !== 'step') report({ kind: 'jump_outside_steps', where }, at);
  else if (to === id) report({ kind: 'jump_to_itself', where }, at);
  else if (!steps.has(to)) {
    const suggestion = suggest(to, othersOf(steps, id));
    report({ kind: 'unknown_step', where, missing: to, ...(suggestion !== undefined && { suggestion }) }, at);
  }
}

// Not a copy of the steps for every jump: only so many of them are looked at.
function* othersOf(steps: ReadonlySet<string>, id: string): Iterable<string> {
  for (const step of steps) if (step !== id) yield step;
}
