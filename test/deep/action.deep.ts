import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectOnlyOurs, type Job, runsOf, startJob } from '../e2e/action/act.ts';
import { checkRun } from '../rig/invariants.ts';
import type { Step } from '../rig/runner.ts';
import { findSurvivors, survivorsAfter } from '../rig/survivors.ts';
import { figure } from './figures.ts';
import { everyKindFiles, type KillMoment } from './killing.ts';
import { chosenSeed, inTurns, rounds, seeded } from './rounds.ts';

const each = rounds('ACTION_ENDS', 25);
const names = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;

interface Ended {
  readonly hadRun: boolean;
  readonly survivors: number;
  readonly withoutArtifact: number;
  readonly withoutSummary: number;
  readonly cancelMs: number;
}

async function endedRound(name: (typeof names)[number], moment: KillMoment): Promise<Ended> {
  await using job = await startJob(everyKindFiles);
  const from = performance.now();
  let began: number | undefined;
  const cancelWhen = () => {
    if (hasJournal(job)) began ??= performance.now();
    return performance.now() - ((moment.after === 'start' ? from : began) ?? Infinity) > moment.ms;
  };
  const main = await job.runner.main({ pipe: 'pipe.yml' }, { cancelWhen, signals: [{ atMs: 0, name }] });
  const leftByMain = findSurvivors({ env: 'GITHUB_WORKSPACE', value: job.volume.root }).length;
  // Only a killed main may leave something to post.
  if (name !== 'SIGKILL') expect(leftByMain).toBe(0);
  const post = await job.runner.post();
  expect(post.code, post.stderr).toBe(0);
  expectOnlyOurs(post);
  return await look(job, { main, post });
}

const journalPath = (job: Job) =>
  join(job.volume.root, '.omne/var/runs', runsOf(job.volume.root)[0] ?? '-', 'events.jsonl');
const hasJournal = (job: Job) => existsSync(journalPath(job)) && readFileSync(journalPath(job)).length > 0;

async function look(job: Job, { main, post }: { readonly main: Step; readonly post: Step }): Promise<Ended> {
  const cancelMs = main.cancelMs ?? 0;
  const survivors = (await survivorsAfter({ env: 'GITHUB_WORKSPACE', value: job.volume.root }, 1000)).length;
  const journal = journalPath(job);
  const none = { survivors, withoutArtifact: 0, withoutSummary: 0, cancelMs };
  if (!hasJournal(job)) return { ...none, hadRun: false };
  // A killed main is an aborted run to whoever reads it.
  await checkRun({ code: main.signal === null ? main.code : codeOf(journal) }, job.volume.root);
  const uploaded = [...job.service.artifacts.keys()].map((name) =>
    job.service.files(name).get('events.jsonl'),
  );
  const isUploaded = uploaded.length === 1 && uploaded[0]?.equals(readFileSync(journal)) === true;
  const isSummarised = /<code>mix<\/code> (?:aborted&#58; )?(?:completed|cancelled|interrupted)/.test(
    main.summary + post.summary,
  );
  return {
    ...none,
    hadRun: true,
    withoutArtifact: Number(!isUploaded),
    withoutSummary: Number(!isSummarised),
  };
}

const codeOf = (journal: string) =>
  readFileSync(journal, 'utf8').includes('"type":"pipe.completed"') ? 0 : 1;

test.runIf(process.platform === 'linux')(
  `SIGINT, SIGTERM and SIGKILL of the Action’s main, ${each} times each at random moments, then post`,
  async () => {
    const random = seeded(chosenSeed());
    const momentOf = (): KillMoment =>
      random() < 0.2 ? { after: 'start', ms: random() * 400 } : { after: 'first event', ms: random() * 900 };
    const plans = names.flatMap((name) => Array.from({ length: each }, () => ({ name, moment: momentOf() })));
    const done = await inTurns(plans.length, 2, (at) => endedRound(plans[at]!.name, plans[at]!.moment));
    const sum = (of: (round: Ended) => number) => done.reduce((total, round) => total + of(round), 0);
    figure('ends of the Action’s main, then post', done.length, { least: each * 3 });
    figure(
      '… with a run to end',
      sum((round) => Number(round.hadRun)),
      { least: each },
    );
    figure(
      'processes alive 1 s after post',
      sum((round) => round.survivors),
      { exactly: 0 },
    );
    figure(
      'runs without their artifact after post',
      sum((round) => round.withoutArtifact),
      { exactly: 0 },
    );
    figure(
      'runs without a summary after post',
      sum((round) => round.withoutSummary),
      { exactly: 0 },
    );
    const worst = Math.max(...done.map((round) => round.cancelMs));
    // The runner's second signal comes after 7.5 s.
    figure('signal to the end of main, worst', Math.round(worst), { most: 7500 }, 'ms');
  },
);
