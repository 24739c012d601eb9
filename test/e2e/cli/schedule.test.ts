import { describe, expect, test } from 'vitest';
import { TRIGGER_RULES, type TriggerRule } from '../../../src/core/pipe.ts';
import { expectedVerdict, type Standing } from '../../core/trigger-oracle.ts';
import { pipeVolume, runPipe } from './omne.ts';

const head = 'name: p\nversion: 1\nnodes:\n';

describe('whether a failure is absorbed', () => {
  const join = '- { id: join, bash: echo joined, depends_on: [bad, good], trigger_rule: one_success }\n';
  const start = '- { id: bad, bash: exit 7 }\n- { id: good, bash: echo good }\n';
  test.each([
    ['a join with one_success does', join, 0, { join: 'completed' }],
    [
      'with a deploy skipped by the failure it does not',
      `${join}- { id: deploy, bash: "true", depends_on: [bad] }\n`,
      1,
      { join: 'completed', deploy: 'skipped:upstream_failed' },
    ],
    [
      'a skipped step between that leads into the join does',
      '- { id: between, bash: "true", depends_on: [bad] }\n' +
        '- { id: join, bash: "true", depends_on: [between, good], trigger_rule: one_success }\n',
      0,
      { between: 'skipped:upstream_failed', join: 'completed' },
    ],
    [
      'a clean-up alone does not',
      '- { id: clean, bash: "true", depends_on: [bad], trigger_rule: always }\n',
      1,
      { clean: 'completed' },
    ],
    [
      'a clean-up beside the join takes nothing away',
      `${join}- { id: clean, bash: "true", depends_on: [bad], trigger_rule: all_done }\n`,
      0,
      { join: 'completed', clean: 'completed' },
    ],
    [
      'a join that fails does not',
      '- { id: join, bash: "false", depends_on: [bad, good], trigger_rule: one_success }\n',
      1,
      { join: 'failed:crash' },
    ],
    [
      'first_success does, too',
      '- { id: join, bash: "true", depends_on: [bad, good], trigger_rule: first_success }\n',
      0,
      { join: 'completed' },
    ],
    ['nobody: it is the run that failed', '', 1, {}],
  ])('%s', async (_, nodes, code, outcomes) => {
    await using volume = await pipeVolume(head + start + nodes);
    const run = await runPipe(volume);
    expect(run.outcomes).toEqual({ bad: 'failed:crash', good: 'completed', ...outcomes });
    expect(run.done.code).toBe(code);
    if (code === 1)
      expect(run.events.at(-1)).toMatchObject({ reason: 'node_failed', cause: expect.any(String) });
    else expect(run.done.stdout).toContain('1 failed (absorbed)');
  });

  test('one_success waits for its siblings, first_success does not', async () => {
    await using volume = await pipeVolume(
      `${head}- { id: fast, bash: "true" }\n- { id: slow, bash: "sleep 1; touch slow-was-here" }\n` +
        '- { id: patient, bash: "test -e slow-was-here", depends_on: [fast, slow], trigger_rule: one_success }\n' +
        '- { id: hasty, bash: "test ! -e slow-was-here", depends_on: [fast, slow], trigger_rule: first_success }\n',
    );
    const run = await runPipe(volume);
    expect(run.outcomes).toMatchObject({ patient: 'completed', hasty: 'completed' });
  });

  test('no more than max_parallel at a time, and the flag over the file', async () => {
    const nodes = Array.from(
      { length: 6 },
      (_, at) => `- { id: n${at}, bash: "touch on-n${at}; ls on-* | wc -l; sleep 0.4; rm on-n${at}" }\n`,
    );
    const pipe = `name: p\nversion: 1\nmax_parallel: 1\nnodes:\n${nodes.join('')}`;
    const most = async (args: readonly string[]) => {
      await using volume = await pipeVolume(pipe);
      const run = await runPipe(volume, { args });
      return Math.max(...nodes.map((_, at) => Number(run.capture(`n${at}.out`).toString())));
    };
    expect(await most([])).toBe(1);
    expect(await most(['-j', '3'])).toBe(3);
  });
});

describe('trigger rules over settled dependencies', () => {
  const standings = ['completed', 'failed', 'skipped'] as const;
  const pairs = standings.flatMap((a, at) => standings.slice(at).map((b) => [a, b] as const));
  const triples = pairs.flatMap(([a, b]) =>
    standings.slice(standings.indexOf(b)).map((c) => [a, b, c] as const),
  );
  const cases = [...pairs, ...triples].flatMap((standing) =>
    TRIGGER_RULES.map((rule) => ({
      id: `${standing.map((one) => one[0]).join('')}_${rule}`,
      rule,
      standing,
    })),
  );
  const nodes = [1, 2, 3].flatMap((n) => [
    `- { id: completed${n}, bash: "true" }`,
    `- { id: failed${n}, bash: "false" }`,
    `- { id: skipped${n}, bash: "true", depends_on: [failed${n}] }`,
  ]);
  const joins = cases.map(({ id, rule, standing }) => {
    const dependencies = standing.map((one, at) => `${one}${at + 1}`).join(', ');
    return `- { id: ${id}, bash: "true", trigger_rule: ${rule}, depends_on: [${dependencies}] }`;
  });

  const expected = (rule: TriggerRule, standing: readonly Standing[]) => {
    const verdict = expectedVerdict(rule, standing);
    if (verdict === 'start') return /^completed$/;
    return verdict === 'not_triggered' ? /^skipped:not_triggered$/ : /^skipped:upstream_(?:failed|skipped)$/;
  };

  test(`all ${cases.length} of two and of three`, async () => {
    await using volume = await pipeVolume(
      `name: p\nversion: 1\nmax_parallel: 16\nnodes:\n${[...nodes, ...joins].join('\n')}\n`,
    );
    const run = await runPipe(volume, { args: ['--log', 'quiet'] });
    const wrong = cases.filter(
      ({ id, rule, standing }) => !expected(rule, standing).test(run.outcomes[id] ?? 'nothing'),
    );
    expect(wrong.map(({ id }) => [id, run.outcomes[id]])).toEqual([]);
    expect(Object.keys(run.outcomes)).toHaveLength(nodes.length + cases.length);
  });
});
