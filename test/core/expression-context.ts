import type { Json } from '../../src/core/json.ts';
import { ok } from '../../src/core/result.ts';
import type { Context, NodeView } from '../../src/core/template.ts';

/** A context in which nothing stands but what is given. */
export const contextOf = (given: Partial<Context> = {}): Context => ({
  inputs: new Map(),
  env: new Map(),
  run: new Map(),
  vars: new Map(),
  locals: new Map(),
  node: () => undefined,
  step: () => undefined,
  ...given,
});

/** A node that completed, with these outputs. */
export const viewOf = (outputs: Json, more: Partial<NodeView> = {}): NodeView => ({
  status: 'completed',
  outputs,
  exitCode: 0,
  durationMs: 1500,
  text: () => ok('said'),
  ...more,
});
