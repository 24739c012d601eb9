import { describe, expect, test } from 'vitest';
import { createDigests } from '../../src/core/digest.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { planYaml } from './planned.ts';

const envDigest = (value: string, runId: string) => {
  const { plan } = planYaml(`  - { id: a, bash: "true", env: { V: "\${{ ${value} }}" } }\n`);
  return createDigests(plan!, { sha256, runId, hook: () => undefined })(plan!.nodes[0]!).env;
};

describe('the digest of a node that reads `run`', () => {
  test.each(['run.id', 'run.dir', "format('{0} {1}', run.pipe, run.id)"])(
    '%s is another in each run',
    (value) => expect(envDigest(value, 'one')).not.toBe(envDigest(value, 'two')),
  );

  test('the pipe’s name is the same in each run', () => {
    const value = "format('{0} x', run.pipe)";
    expect(envDigest(value, 'one')).toBe(envDigest(value, 'two'));
    expect(envDigest(value, 'one')).not.toBe(envDigest('run.pipe', 'one'));
  });
});
