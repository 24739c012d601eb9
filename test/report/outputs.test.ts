import { describe, expect, it } from 'vitest';
import type { AbortReason, ErrorKind } from '../../src/core/event.ts';
import { MAX_NODES_CHARS, outputsOf } from '../../src/report/outputs.ts';
import { completed, failed, MIXED, NESTED, started, stateOf } from './events.ts';

describe('outputsOf', () => {
  it('derives every output of a mixed run', () => {
    expect(outputsOf(stateOf(MIXED))).toMatchInlineSnapshot(`
      {
        "cost-usd": "0.4212",
        "duration-ms": "373500",
        "exit-reason": "crash",
        "failed-nodes": "["lint"]",
        "node-build": "completed",
        "node-deploy": "skipped",
        "node-lint": "failed",
        "node-plan": "completed",
        "nodes": "{"plan":{"status":"completed","kind":"command","duration_ms":372000,"attempt":1,"output_path":".omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/plan.out","usage":{"cost_usd":0.4212,"turns":12}},"build":{"status":"completed","kind":"bash","duration_ms":1234,"attempt":1,"output_path":".omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/build.out"},"lint":{"status":"failed","kind":"bash","duration_ms":300,"attempt":1,"error_kind":"crash","exit_code":2,"output_path":".omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/lint.out"},"deploy":{"status":"skipped"}}",
        "run-id": "feature-01kpfntqeej7vhn935kc0tm9vn",
        "status": "aborted",
        "turns": "12",
      }
    `);
  });

  it('of a completed run: no exit reason, unknown cost is empty and never 0', () => {
    const outputs = outputsOf(
      stateOf([started(), ...completed('a'), { type: 'pipe.completed', duration_ms: 9 }]),
    );
    expect(outputs).toMatchObject({
      status: 'completed',
      'exit-reason': '',
      'cost-usd': '',
      turns: '',
      'duration-ms': '9',
    });
  });

  it('a known cost of nothing is 0, and a tiny one has no exponent', () => {
    const of = (cost_usd: number) =>
      outputsOf(stateOf([started(), { type: 'pipe.completed', duration_ms: 9, usage: { cost_usd } }]))[
        'cost-usd'
      ];
    expect([of(0), of(0.0000001), of(0.42)]).toEqual(['0', '0.000000', '0.42']);
  });

  it.each<[AbortReason, string, string]>([
    ['timeout', 'aborted', 'run_timeout'],
    ['cancelled', 'cancelled', 'cancelled'],
    ['nothing_ran', 'aborted', 'nothing_ran'],
    ['outputs_invalid', 'aborted', 'outputs_invalid'],
    ['interrupted', 'aborted', 'interrupted'],
    ['fault', 'fault', 'fault'],
    ['node_failed', 'aborted', 'node_failed'],
  ])('an abort for %s is %s, %s', (reason, status, exit) => {
    const outputs = outputsOf(stateOf([started(), { type: 'pipe.aborted', reason, duration_ms: 9 }]));
    expect(outputs).toMatchObject({ status, 'exit-reason': exit });
  });

  it.each<ErrorKind>(['crash', 'timeout', 'gate_failed', 'no_output'])('the cause decides: %s', (kind) => {
    const facts = [
      started(),
      ...failed('first', { error: { kind: 'blocked' } }),
      ...failed('cause', { error: { kind } }),
      { type: 'pipe.aborted', reason: 'node_failed', cause: 'cause', duration_ms: 9 } as const,
    ];
    expect(outputsOf(stateOf(facts))['exit-reason']).toBe(kind);
  });

  it('of a killed run: what still ran is interrupted, and no duration is made up', () => {
    const outputs = outputsOf(stateOf([started(), { type: 'node.started', node_id: 'a', kind: 'bash' }]));
    expect(outputs).toMatchObject({
      status: 'aborted',
      'exit-reason': 'interrupted',
      'node-a': 'interrupted',
      'duration-ms': '',
    });
  });

  it('leaves children out of the outputs of their own, not out of the map', () => {
    const outputs = outputsOf(stateOf([started(), ...completed('each'), ...completed('each-item/0/lint')]));
    expect(Object.keys(outputs).filter((name) => name.startsWith('node-'))).toEqual(['node-each']);
    expect(JSON.parse(outputs['nodes']!)).toHaveProperty(['each-item/0/lint', 'status'], 'completed');
  });

  it.each([1000, 3000, 20_000])('bounds `nodes` at %i nodes, failures whole', (count) => {
    const facts = Array.from({ length: count }, (_, at) => completed(`node-${at}`)).flat();
    const state = stateOf([started(), ...facts, ...failed('last')]);
    const { nodes } = outputsOf(state);
    expect(nodes!.length).toBeLessThanOrEqual(MAX_NODES_CHARS);
    const map = JSON.parse(nodes!);
    expect(map.last).toMatchObject({ status: 'failed', error_kind: 'crash', exit_code: 2 });
    const { _omitted = 0, ...kept } = map;
    expect(Object.keys(kept).length + _omitted).toBe(count + 1);
    if (count === 1000) expect(map['node-0']).toHaveProperty('duration_ms', 1234);
    if (count === 3000) expect(map['node-0']).toEqual({ status: 'completed' });
  });

  it("of nested nodes: own outputs and failures of the top level only, the pipe's outputs by their names", () => {
    const { nodes, ...outputs } = outputsOf(stateOf(NESTED));
    expect(outputs).toMatchInlineSnapshot(`
      {
        "built": "["a","b"]",
        "cost-usd": "",
        "count": "3",
        "duration-ms": "2000",
        "exit-reason": "crash",
        "failed-nodes": "["items"]",
        "node-all": "completed",
        "node-deploy": "skipped",
        "node-fix": "completed",
        "node-items": "failed",
        "nothing": "",
        "run-id": "feature-01kpfntqeej7vhn935kc0tm9vn",
        "status": "aborted",
        "turns": "",
        "version": "1.2.3",
      }
    `);
    expect(nodes!.replaceAll('},"', '},\n"')).toMatchInlineSnapshot(`
      "{"fix":{"status":"completed","conclusion":"exhausted","kind":"loop","duration_ms":500,"attempt":1},
      "items":{"status":"failed","kind":"each","duration_ms":900,"attempt":1,"error_kind":"crash","exit_code":2},
      "deploy":{"status":"skipped"},
      "all":{"status":"completed","kind":"join","duration_ms":0,"attempt":1},
      "fix/1":{"status":"completed","kind":"steps","parent":"fix","duration_ms":300,"attempt":1},
      "fix/1/poll":{"status":"completed","conclusion":"failure_ignored","kind":"bash","parent":"fix/1","duration_ms":200,"attempt":2,"error_kind":"crash","exit_code":7,"output_path":".omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/fix/1/poll.out"},
      "fix/1/use":{"status":"skipped","parent":"fix/1"},
      "fix/1/over":{"status":"completed","kind":"set","parent":"fix/1","duration_ms":0,"attempt":1,"outputs":{"x":1}},
      "fix/2":{"status":"completed","kind":"steps","parent":"fix","duration_ms":100,"attempt":1},
      "items/0":{"status":"completed","kind":"bash","parent":"items","duration_ms":1234,"attempt":1,"output_path":".omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/items/0.out","outputs":{"name":"a","size":1}},
      "items/1":{"status":"failed","kind":"bash","parent":"items","duration_ms":300,"attempt":1,"error_kind":"crash","exit_code":2,"output_path":".omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/items/1.out"}}"
    `);
  });

  it('an output cannot take the place of ours, nor get lost for its name', () => {
    const outputs = JSON.parse('{"status":"fine","__proto__":"kept"}');
    const shown = outputsOf(stateOf([started(), { type: 'pipe.completed', duration_ms: 1, outputs }]));
    expect(shown['status']).toBe('completed');
    expect(Object.entries(shown)).toContainEqual(['__proto__', 'kept']);
  });

  it('a failure that was ignored is no failed node', () => {
    const ignored = completed('a', { conclusion: 'failure_ignored', error: { kind: 'crash', exit_code: 2 } });
    const outputs = outputsOf(stateOf([started(), ...ignored]));
    expect(outputs).toMatchObject({ 'node-a': 'completed', 'failed-nodes': '[]' });
    expect(JSON.parse(outputs['nodes']!).a).toMatchObject({
      status: 'completed',
      conclusion: 'failure_ignored',
      error_kind: 'crash',
      exit_code: 2,
    });
  });

  it.each([1000, 3000, 20_000])('with %i children keeps the top level whole', (count) => {
    const items = Array.from({ length: count }, (_, at) => completed(`items/${at}`, { outputs: 'x' })).flat();
    const facts = [...completed('items'), ...items, ...failed('items/bad'), ...completed('last')];
    const { nodes } = outputsOf(stateOf([started(), ...facts]));
    expect(nodes!.length).toBeLessThanOrEqual(MAX_NODES_CHARS);
    const { _omitted = 0, ...kept } = JSON.parse(nodes!);
    expect(Object.keys(kept).slice(0, 2)).toEqual(['items', 'last']);
    expect(kept.last).toHaveProperty('duration_ms', 1234);
    expect(kept['items/bad']).toHaveProperty('exit_code', 2);
    expect(Object.keys(kept).length + _omitted).toBe(count + 3);
    expect(kept['items/0']?.outputs).toBe(count === 1000 ? 'x' : undefined);
  });

  it('leaves out what nodes put out before it leaves out the rest', () => {
    const large = completed('a', { outputs: 'x'.repeat(MAX_NODES_CHARS) });
    const nodes = JSON.parse(outputsOf(stateOf([started(), ...large, ...completed('b')]))['nodes']!);
    expect(nodes.a).toHaveProperty('duration_ms', 1234);
    expect(nodes.a).not.toHaveProperty('outputs');
  });
});
