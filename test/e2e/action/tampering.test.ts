import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkRun } from '../../rig/invariants.ts';
import { pipeOf, startJob } from './act.ts';

const DEEDS = [
  ['removes', 'sleep 0.1; rm -rf .omne'],
  ['cuts', 'sleep 0.1; : > "$OMNE_RUN_DIR/events.jsonl"'],
  [
    'replaces',
    'sleep 0.1; cd "$OMNE_RUN_DIR" && sed s/completed/COMPLETED/ events.jsonl > x && mv x events.jsonl',
  ],
] as const;

test.each(DEEDS)(
  'a node that %s the journal: exit 70, and what is published is the restored one',
  async (_, deed) => {
    const nodes = [
      { id: 'before', bash: 'echo kept' },
      { id: 'deed', depends_on: ['before'], bash: deed },
    ];
    await using job = await startJob({ 'p.yml': pipeOf(nodes) });
    const main = await job.runner.main({ pipe: 'p.yml' });
    const runDir = main.outputs['run-dir']!;
    expect(main).toMatchObject({ code: 70, isSuccess: false });
    expect(main.outputs).toMatchObject({
      status: 'fault',
      'exit-reason': 'fault',
      'events-file': join(runDir, 'events.jsonl'),
      'node-before': 'completed',
      'node-deed': 'failed',
      'failed-nodes': '["deed"]',
    });
    const { outcomes } = await checkRun(main, job.volume.root);
    expect(outcomes).toEqual({ before: 'completed', deed: 'failed:crash' });
    const post = await job.runner.post();
    expect(post.summary).toMatch(/fault/);
    expect(post.summary).toMatch(/deed.*interrupted/);
    expect(job.service.artifacts.size).toBe(1);
  },
);
