import { expect, test } from 'vitest';
import { compiler } from '../../src/core/expression.ts';
import type { Json } from '../../src/core/json.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { redactJson } from '../../src/core/redact-json.ts';
import { err } from '../../src/core/result.ts';
import { seen } from '../../src/core/seen.ts';
import { type Names, ROOTS } from '../../src/core/template.ts';
import { contextOf, viewOf } from './expression-context.ts';

const hostile = JSON.parse('{"__proto__": 1}');
const long = 'x'.repeat(201);
const names: Names = { inputs: ['title', 'long', 'half'], roots: ROOTS, items: ['pkg'] };
const context = contextOf({
  inputs: new Map<string, Json>([
    ['title', 'T'],
    ['long', long],
    ['half', `${'x'.repeat(195)}hidden-value`],
  ]),
  env: new Map([['NAME', 'n']]),
  run: new Map([['id', '01J']]),
  vars: new Map<string, Json>([
    ['list', [1, { a: 2 }]],
    ['longs', [long]],
    ['hostile', hostile],
  ]),
  locals: new Map<string, Json>([
    ['item', { 'a b': 1 }],
    ['index', 3],
    ['pkg', null],
  ]),
  node: (id) => (id === 'a' ? viewOf({ x: 'y' }, { text: () => err('is gone') }) : undefined),
  step: (id) => (id === 's' ? viewOf(null) : undefined),
});

const redact = (value: Json) => redactJson(value, createRedactor(['hidden-value']));

const seenBy = (source: string) => {
  const compiled = compiler.expression(source, names);
  if (!compiled.ok) throw new Error('refused');
  return seen(compiled.value, context, redact);
};

test.each<[string, Json]>([
  ['true', {}],
  [`nodes.a.outputs.x == 'y'`, { 'nodes.a.outputs.x': 'y' }],
  ['nodes.A.OUTPUTS.X', { 'nodes.A.OUTPUTS.X': 'y' }],
  ['nodes.a.outputs.z || nodes.b.status', { 'nodes.a.outputs.z': null, 'nodes.b.status': null }],
  ['nodes.a', { 'nodes.a': { status: 'completed', outputs: { x: 'y' }, exit_code: 0, duration_ms: 1500 } }],
  ['nodes.a.text || nodes.a.status', { 'nodes.a.status': 'completed' }],
  ['steps.s.text', { 'steps.s.text': 'said' }],
  ['toJSON(nodes)', {}],
  [`INPUTS['title'] == inputs.title`, { 'inputs.title': 'T' }],
  ['vars.list[1].a', { 'vars.list[1].a': 2 }],
  ['vars.list[5]', { 'vars.list[5]': null }],
  ['vars.list.*.a', { 'vars.list': [1, { a: 2 }] }],
  ['run', { run: { id: '01J' } }],
  [`env.NAME && item['a b'] && index && PKG`, { 'env.NAME': 'n', "item['a b']": 1, index: 3, pkg: null }],
  ['vars.hostile.__proto__', { 'vars.hostile.__proto__': 1 }],
  ['vars.hostile.constructor.name', { 'vars.hostile.constructor.name': null }],
  ['inputs.long', { 'inputs.long': `${'x'.repeat(200)}…` }],
  ['inputs.half', { 'inputs.half': `${'x'.repeat(195)}***` }],
  ['vars.longs', { 'vars.longs': `["${'x'.repeat(198)}…` }],
])('%s saw %j', (source, values) => {
  expect(seenBy(source)).toEqual(values);
});

test('at most 20 are kept', () => {
  const many = Array.from({ length: 30 }, (_, at) => `vars.list[${at}]`).join(' || ');
  expect(Object.keys(seenBy(many))).toHaveLength(20);
});
