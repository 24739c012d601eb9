import { expect, test } from 'vitest';
import { findSurvivors } from '../../rig/survivors.ts';
import { linux, pipeVolume, runPipe } from './omne.ts';

// A file of its own: it takes the 60 seconds a gate has, and others can run meanwhile.
test.runIf(linux)(
  'a gate has 60 seconds, whatever its node has, and is ended with all it started',
  { timeout: 150_000 },
  async () => {
    await using volume = await pipeVolume(
      'name: p\nversion: 1\nnodes:\n- { id: a, bash: echo body, gate: slow, timeout: 2 }\n- { id: b, bash: "true" }\n',
      {
        '.omne/hooks/slow.sh':
          '#!/bin/bash\ntrap "" TERM\nsetsid sleep 300 &\necho waiting\nwhile :; do sleep 0.2; done\n',
      },
    );
    const run = await runPipe(volume, { limitMs: 120_000 });
    const ended = run.ended('a');
    expect(ended).toMatchObject({
      error: { kind: 'gate_timeout' },
      message: 'gate slow exceeded 60s budget',
    });
    const duration = ended.type === 'node.failed' ? ended.duration_ms : 0;
    expect(duration).toBeGreaterThanOrEqual(60_000);
    expect(duration).toBeLessThan(70_000);
    expect(run.outcomes['b']).toBe('completed');
    expect(run.capture('a.gate.out').toString()).toBe('waiting\n');
    expect(findSurvivors({ argv: volume.root })).toEqual([]);
  },
);
