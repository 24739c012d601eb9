import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ArtifactService, startArtifactService } from '../../rig/artifact-service.ts';
import { type Runner, type Step, startRunner } from '../../rig/runner.ts';
import { tempVolume, type Volume } from '../../rig/volume.ts';
import { zip } from '../../rig/zip.ts';
import { expectClosed, expectOnlyOurs, expectOutputs, type Line, pipeOf } from './act.ts';

// While one works on a build of one's own, the tests may be pointed at it.
const action = process.env['OMNE_TEST_ACTION'];
const told = 'echo "$OMNE_NODE_ID" >> "$SIDE/ran";';
const NODES = [
  { id: 'first', bash: `${told} echo one > made.txt; echo changed > kept.txt` },
  { id: 'second', depends_on: ['first'], bash: `${told} cat made.txt kept.txt` },
  { id: 'last', depends_on: ['second'], bash: `${told} cat made.txt; test -e "$SIDE/go"` },
];
const INPUTS = {
  word: { type: 'string', default: 'a' },
  key: { type: 'string', secret: true },
};
const FILES = { '.omne/keep': '', 'pipe.yml': pipeOf(NODES, { inputs: INPUTS }), 'kept.txt': 'as it was\n' };
const ALL = ['first', 'last', 'second'];
const STEP = { pipe: 'pipe.yml' };

/** A repository, the artifacts of its one workflow run, and a file in which every script writes down that it ran. */
interface Workflow extends AsyncDisposable {
  readonly service: ArtifactService;
  readonly side: Volume;
  /** A job in a checkout of its own, as every attempt gets one. */
  readonly job: (attempt: number) => Promise<Job>;
  readonly ran: () => readonly string[];
}

interface Job {
  readonly checkout: Volume;
  readonly runner: Runner;
  readonly step: (inputs: Readonly<Record<string, string>>) => Promise<Step>;
  readonly nextStep: (inputs: Readonly<Record<string, string>>) => Promise<Step>;
}

async function workflow(files: Readonly<Record<string, string>> = FILES): Promise<Workflow> {
  const origin = await tempVolume(files, { git: true });
  const side = await tempVolume({ ran: '' });
  const service = await startArtifactService();
  const owned: AsyncDisposable[] = [];
  let seen = 0;
  return {
    service,
    side,
    job: async (attempt) => {
      const checkout = await tempVolume();
      execFileSync('git', ['clone', '-q', origin.root, '.'], { cwd: checkout.root, stdio: 'pipe' });
      // As an earlier step of the job leaves its credentials.
      await checkout.write('credentials.json', '{"not": "ours"}\n');
      owned.push(checkout);
      // The action's state is a step's own, so each has its runner.
      const newRunner = async () => {
        const runner = await startRunner({
          workspace: checkout,
          service,
          runAttempt: attempt,
          env: { PATH: process.env['PATH'] ?? '', SIDE: side.root },
          ...(action !== undefined && { action }),
        });
        owned.push(runner);
        return runner;
      };
      const runner = await newRunner();
      const step: Job['step'] = (inputs) => runner.main({ ...STEP, ...inputs });
      const nextStep: Job['step'] = async (inputs) => (await newRunner()).main({ ...STEP, ...inputs });
      return { checkout, runner, step, nextStep };
    },
    ran: () => {
      const lines = readFileSync(side.path('ran'), 'utf8').split('\n').slice(0, -1);
      const news = lines.slice(seen);
      seen = lines.length;
      return news.sort();
    },
    [Symbol.asyncDispose]: async () => {
      for (const one of [...owned, origin, side, service]) await one[Symbol.asyncDispose]();
    },
  };
}

/** A workflow whose first attempt failed at its last node, and left its artifact. */
async function failedAttempt(inputs: Readonly<Record<string, string>> = {}): Promise<Workflow> {
  const flow = await workflow();
  const { step } = await flow.job(1);
  const done = await step(inputs);
  expect(done.outputs['artifact-status'], done.stdout).toBe('uploaded');
  expect(flow.ran()).toEqual(ALL);
  await flow.side.write('go', '');
  return flow;
}

const journal = ({ outputs }: Step): readonly Line[] =>
  readFileSync(outputs['events-file']!, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const reused = (step: Step) =>
  journal(step)
    .filter(({ type }) => type === 'node.reused')
    .map((line) => line['node_id']);

const last = { 'resume-from': 'last-attempt' };

describe('resume-from: last-attempt', () => {
  test('goes on in a fresh checkout, which is brought to what the first attempt left', async () => {
    await using flow = await failedAttempt();
    const { checkout, runner, step } = await flow.job(2);
    const done = await step({ ...last, token: flow.service.apiToken });
    expect(done.isSuccess, done.stdout + done.stderr).toBe(true);
    expect(flow.ran()).toEqual(['last']);
    expect(reused(done)).toEqual(['first', 'second']);
    expectClosed(journal(done).filter(({ type }) => type !== 'node.reused'));
    expectOutputs(done, ['first', 'second', 'last']);
    expectOnlyOurs(done, { masks: [flow.service.apiToken] });
    expect(await checkout.read('made.txt')).toBe('one\n');
    expect(await checkout.read('kept.txt')).toBe('changed\n');
    expect(done.stdout).toMatch(
      /\nresuming p-[0-9a-z]{26} \(artifact omne-p-job-1-[0-9a-z]{8} of an earlier attempt\)\n {2}reuse {2}first\n {2}reuse {2}second\n {2}run {4}last {4}it failed\nworktree: restored from worktree\.patch\n2 of 3 nodes reused\n/,
    );
    expect(JSON.parse(done.outputs['nodes']!)).toMatchObject({
      first: { status: 'completed', reused: true },
      last: { status: 'completed' },
    });
    expect(done.outputs['node-first']).toBe('completed');
    expect(done.summary).toContain('completed, reused');
    expect(done.summary).toContain('Resumes <code>p-');
    // Nothing of what was fetched stays.
    expect(readdirSync(runner.temp).filter((name) => name.startsWith('omne-'))).toEqual([]);
  });

  test('without a token, and a third attempt that takes over what the second one took over', async () => {
    await using flow = await failedAttempt();
    await using second = (await flow.job(2)).runner;
    const inputs = { ...last };
    const two = await second.main({ ...STEP, ...inputs });
    expect(two.isSuccess, two.stdout + two.stderr).toBe(true);
    expect(flow.ran()).toEqual(['last']);
    const patch = flow.service
      .files([...flow.service.artifacts.keys()][1]!)
      .get('worktree.patch')!
      .toString();
    expect(patch).toContain('made.txt');
    expect(patch).not.toContain('credentials');
    const { checkout, step } = await flow.job(3);
    const three = await step(inputs);
    expect(three.isSuccess, three.stdout + three.stderr).toBe(true);
    expect(flow.ran()).toEqual([]);
    expect(reused(three)).toEqual(['first', 'second', 'last']);
    expect(await checkout.read('made.txt')).toBe('one\n');
    expect(three.outputs['status']).toBe('completed');
  });

  test('what an earlier step left in the worktree travels in no artifact', async () => {
    await using flow = await failedAttempt();
    const [name] = flow.service.artifacts.keys();
    const files = flow.service.files(name!);
    expect([...files.keys()]).toEqual(expect.arrayContaining(['worktree.json', 'worktree.patch']));
    const patch = files.get('worktree.patch')!.toString();
    expect(patch).toContain('made.txt');
    expect(patch).not.toContain('credentials');
    expect([...files.keys()].filter((path) => /secret\.key|lock/.test(path))).toEqual([]);
  });

  test('in the first attempt everything runs, and the log says why', async () => {
    await using flow = await workflow();
    await flow.side.write('go', '');
    const { step } = await flow.job(1);
    const done = await step({ ...last, token: flow.service.apiToken });
    expect(done.isSuccess, done.stdout + done.stderr).toBe(true);
    expect(flow.ran()).toEqual(ALL);
    expect(done.stdout).toContain('resume-from: this is the first attempt: everything runs\n');
    expect(journal(done)[0]).not.toHaveProperty('resumed_from');
  });

  test('after attempts that left nothing everything runs', async () => {
    await using flow = await workflow();
    await flow.side.write('go', '');
    const { step } = await flow.job(2);
    const done = await step({ ...last, token: flow.service.apiToken });
    expect(done.isSuccess, done.stdout + done.stderr).toBe(true);
    expect(done.stdout).toContain(
      'resume-from: no earlier attempt of this job left an artifact: everything runs\n',
    );
  });

  test('another input, and a secret one of which nobody knows whether it is the same: everything runs', async () => {
    await using flow = await failedAttempt();
    const two = await (await flow.job(2)).step({ ...last, inputs: 'word=b' });
    expect(flow.ran()).toEqual(ALL);
    expect(two.stdout).toContain('  run    first   the input `word` changed\n');
    await using secret = await failedAttempt({ inputs: 'key=open-sesame' });
    const other = await (await secret.job(2)).step({ ...last, inputs: 'key=open-sesame' });
    expect(secret.ran()).toEqual(ALL);
    expect(other.stdout).toContain(
      '  run    first   secret inputs cannot be compared: the key the run hashed them with is not here\n',
    );
  });

  test('a cancelled first attempt: post leaves what the second one goes on with', async () => {
    const nodes = [
      NODES[0]!,
      { id: 'slow', depends_on: ['first'], bash: `${told} test -e "$SIDE/go" || sleep 30` },
    ];
    await using flow = await workflow({ ...FILES, 'pipe.yml': pipeOf(nodes) });
    const { runner } = await flow.job(1);
    const hasBegun = () => readFileSync(flow.side.path('ran'), 'utf8').includes('slow');
    const cancelled = await runner.main(STEP, { cancelWhen: hasBegun });
    expect(cancelled.outputs['status']).toBe('cancelled');
    expect(flow.service.artifacts.size).toBe(0);
    await runner.post();
    expect(flow.service.artifacts.size).toBe(1);
    flow.ran();
    await flow.side.write('go', '');
    const { checkout, step } = await flow.job(2);
    const done = await step(last);
    expect(done.isSuccess, done.stdout + done.stderr).toBe(true);
    expect(flow.ran()).toEqual(['slow']);
    expect(done.stdout).toContain('  run    slow   it was cancelled\n');
    expect(await checkout.read('made.txt')).toBe('one\n');
  });
});

describe('resume-from: another workflow run', () => {
  test('by its id, and by its artifact’s name', async () => {
    await using flow = await failedAttempt();
    const [name] = flow.service.artifacts.keys();
    for (const from of ['1234567', `1234567/${name}`]) {
      const { step } = await flow.job(1);
      const done = await step({ 'resume-from': from, token: flow.service.apiToken, artifact: 'never' });
      expect(done.isSuccess, done.stdout + done.stderr).toBe(true);
      expect(flow.ran()).toEqual(['last']);
      expect(done.stdout).toContain(`(artifact ${name} of workflow run 1234567)\n`);
    }
  });

  test.each([
    ['without a token', {}, '`token` must be given as well'],
    ['that is not there', { token: 'ghs_aaaaaaaaaaaaaaaa' }, 'the `token` was refused (401)'],
    ['without such an artifact', { token: undefined }, 'workflow run 1234567 has no artifact `nothing`'],
  ])('%s: the step is invalid, and nothing ran', async (_, given, words) => {
    await using flow = await workflow();
    const { step, runner, checkout } = await flow.job(1);
    const token = 'token' in given ? { token: given.token ?? flow.service.apiToken } : {};
    const done = await step({ 'resume-from': '1234567/nothing', ...token });
    expect(done.code).toBe(2);
    expect(done.outputs).toMatchObject({ status: 'invalid', 'exit-reason': 'invalid', 'run-id': '' });
    expect(done.errors.join('\n')).toContain(words);
    expect(flow.ran()).toEqual([]);
    await runner.post();
    expect(existsSync(checkout.path('.omne/var'))).toBe(false);
    expect(flow.service.artifacts.size).toBe(0);
  });

  test('a cancel while it is fetched: cancelled, and nothing ran', async () => {
    await using flow = await failedAttempt();
    flow.service.mishaps.list = 'hang';
    const { runner } = await flow.job(1);
    const done = await runner.main(
      { ...STEP, 'resume-from': '1234567', token: flow.service.apiToken },
      { cancelWhen: () => flow.service.requests.some((one) => one.startsWith('GET /api/')) },
    );
    expect(done.code).toBe(130);
    expect(done.cancelMs).toBeLessThan(5000);
    expect(done.outputs).toMatchObject({ status: 'cancelled', 'run-id': '' });
    expect(flow.ran()).toEqual([]);
  });

  test('an artifact that is no run’s', async () => {
    await using flow = await workflow();
    flow.service.put('nothing', zip({ 'a.txt': 'a' }));
    const { step } = await flow.job(1);
    const done = await step({ 'resume-from': '1234567/nothing', token: flow.service.apiToken });
    expect(done.code).toBe(2);
    expect(done.errors.join('\n')).toContain('artifact nothing of workflow run 1234567 is of no run');
  });

  test('an artifact of a run that was killed, whose journal nobody closed', async () => {
    await using flow = await failedAttempt();
    const [name] = flow.service.artifacts.keys();
    const files = Object.fromEntries(flow.service.files(name!));
    const lines = files['events.jsonl']!.toString().split('\n');
    // Up to the start of the last node, and half a line more.
    const at = lines.findIndex((line) => line.includes('"node.started"') && line.includes('"last"'));
    const cut = `${lines.slice(0, at + 1).join('\n')}\n{"type":"node.`;
    flow.service.put('killed', zip({ ...files, 'events.jsonl': cut }));
    const from = { 'resume-from': '1234567/killed', token: flow.service.apiToken };
    const done = await (await flow.job(1)).step(from);
    expect(done.isSuccess, done.stdout + done.stderr).toBe(true);
    expect(done.stdout).toContain('  run    last    it was running when the run ended\n');
    expect(flow.ran()).toEqual(['last']);
  });

  test('an artifact whose journal somebody changed names the line', async () => {
    await using flow = await failedAttempt();
    const [name] = flow.service.artifacts.keys();
    const files = Object.fromEntries(flow.service.files(name!));
    const text = files['events.jsonl']!.toString().replace('"attempt":1', '"attempt":2');
    flow.service.put('forged', zip({ ...files, 'events.jsonl': text }));
    const done = await (await flow.job(1)).step({
      'resume-from': '1234567/forged',
      token: flow.service.apiToken,
    });
    expect(done.code).toBe(2);
    expect(done.errors.join('\n')).toMatch(/has a journal that breaks at line \d+: the hash does not match/);
  });
});

describe('resume-from: a folder', () => {
  test('of a downloaded artifact, with a name and without', async () => {
    await using flow = await failedAttempt();
    const [name] = flow.service.artifacts.keys();
    for (const folder of ['earlier', `earlier/${name}`]) {
      const { checkout, step } = await flow.job(2);
      for (const [path, bytes] of flow.service.files(name!)) await checkout.write(`${folder}/${path}`, bytes);
      const done = await step({ 'resume-from': 'earlier', artifact: 'never' });
      expect(done.isSuccess, done.stdout + done.stderr).toBe(true);
      expect(flow.ran()).toEqual(['last']);
      expect(done.stdout).toContain('(earlier)\n');
    }
  });

  test('of an earlier step of the job', async () => {
    await using flow = await workflow();
    const { checkout, step, nextStep } = await flow.job(1);
    const first = await step({ inputs: 'key=open-sesame' });
    flow.ran();
    await flow.side.write('go', '');
    const inputs = 'key=open-sesame';
    const again = await nextStep({ inputs, 'resume-from': first.outputs['run-dir']! });
    expect(again.isSuccess, again.stdout + again.stderr).toBe(true);
    // The key is in its folder.
    expect(flow.ran()).toEqual(['last']);
    expect(await checkout.read('kept.txt')).toBe('changed\n');
  });

  test('that is none', async () => {
    await using flow = await workflow();
    const { step } = await flow.job(1);
    const done = await step({ 'resume-from': 'nowhere' });
    expect(done.code).toBe(2);
    expect(done.errors.join('\n')).toContain('input `resume-from` is `nowhere`: there is no such folder');
  });
});
