import { describe, expect, test } from 'vitest';
import { startJob } from '../e2e/action/act.ts';
import { installStubClaude, type StubRule } from '../rig/stub-claude.ts';

/** What docs/troubleshooting.md says leads to a reason, tried through the Action. */
interface Case {
  readonly nodes: string;
  readonly top?: string;
  readonly rules?: readonly StubRule[];
  readonly inputs?: Readonly<Record<string, string>>;
  /** Not `["a"]`. */
  readonly failed?: string;
  /** Not `aborted` and 1. */
  readonly status?: readonly [string, number];
}

const agent = (step: string, more = '') => ({
  nodes: `  - { id: a, prompt: x${more} }`,
  rules: [{ node: 'a', steps: [step] }],
});

const CASES: Readonly<Record<string, Case>> = {
  crash: { nodes: '  - { id: a, bash: "grep nothing /dev/null | cat" }' },
  timeout: { nodes: '  - { id: a, timeout: 1, bash: sleep 20 }' },
  gate_failed: { nodes: '  - { id: a, gate: no, bash: "true" }' },
  blocked: agent('BLOCKED'),
  agent_error: {
    nodes: '  - { id: a, prompt: x }',
    rules: [{ steps: [], exit: 1, result: { is_error: true, result: 'Not logged in · Please run /login' } }],
  },
  no_output: agent(''),
  permission_denied: {
    nodes: '  - { id: a, prompt: x }',
    rules: [{ steps: [{ tool: 'Write', denied: true }, 'Done.'] }],
  },
  schema_invalid: agent('no JSON', ', output_schema: { type: object }'),
  outputs_invalid: { nodes: '  - { id: a, bash: echo no JSON, outputs: json }' },
  'outputs_invalid of the pipe': {
    nodes: '  - { id: a, bash: echo x, outputs: text }',
    top: `outputs: { n: "\${{ add(nodes.a.outputs, 1) }}" }\n`,
    failed: '[]',
  },
  max_iterations_exceeded: { nodes: '  - { id: a, loop: { bash: "true", until: D, max_iterations: 2 } }' },
  max_visits_exceeded: {
    nodes: '  - id: a\n    steps:\n      - { id: s, bash: "true" }\n      - { id: again, jump: s }\n',
  },
  run_timeout: { nodes: '  - { id: a, bash: sleep 20 }', inputs: { timeout: '1' } },
  fault: { nodes: '  - { id: a, bash: rm -r .omne/var }', failed: '', status: ['fault', 70] },
  invalid: { nodes: '  - { id: a, bash: "true", gates: x }', failed: '[]', status: ['invalid', 2] },
};

describe('the reasons of docs/troubleshooting.md', () => {
  test.each(Object.entries(CASES))('%s', async (name, { nodes, top = '', rules, inputs, failed, status }) => {
    await using claude = await installStubClaude(rules ?? []);
    const pipe = `name: p\nversion: 1\n${top}nodes:\n${nodes}\n`;
    const files = { 'p.yml': pipe, '.omne/hooks/no.sh': '#!/bin/sh\nexit 1\n' };
    await using job = await startJob(files, { path: [claude.bin] });
    const step = await job.runner.main({ pipe: 'p.yml', artifact: 'never', ...inputs });
    const [ended, code] = status ?? ['aborted', 1];
    expect(step, step.stdout).toMatchObject({ code });
    expect(step.outputs).toMatchObject({ status: ended, 'exit-reason': name.split(' ')[0] });
    if (failed !== '') expect(step.outputs['failed-nodes']).toBe(failed ?? '["a"]');
  });
});
