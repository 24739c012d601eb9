import { existsSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { PipeStarted } from '../core/event.ts';
import type { InputSpec } from '../core/pipe.ts';
import { createRedactor } from '../core/redact.ts';
import { err, ok, type Result } from '../core/result.ts';
import { readSavedWorktree } from '../effects/saved-worktree.ts';
import { findRoot } from '../effects/volume.ts';
import { makeWorktree } from '../effects/worktree.ts';
import { hiddenValues, limitsOf, show, underSignals, type Watch } from './cli-run.ts';
import { newRunId, siteOf } from './conduct.ts';
import { type Console, refuse } from './console.ts';
import { decisionLines } from './decisions.ts';
import { type EarlierRun, endedRun, findRun, rootOfRun, worktreePath } from './earlier.ts';
import { EXIT } from './exit.ts';
import type { ResumeCommand } from './flags.ts';
import { type Prepared, prepare } from './prepare.ts';
import { resumption } from './resume.ts';

/** `omne resume`: says what is taken over and what runs, then runs; the exit code. Rejects only with a fault. */
export async function resumeCommand(command: ResumeCommand, console: Console): Promise<number> {
  const found = findRun(findRoot(console.folder), console.folder, command.run);
  if (!found.ok) return cannot(command.run, found.error, console);
  const earlier = await endedRun(found.value, console.host);
  if (!earlier.ok) return cannot(basename(found.value), `it ${earlier.error}`, console);
  const root = rootOfRun(earlier.value.runDir) ?? findRoot(console.folder);
  const { started, runId } = earlier.value;
  if (!isOwnPipe(root, earlier.value)) return cannot(runId, foreignPipe(started), console);
  const inputs = new InheritedInputs(started, command.given);
  const prepared = await prepare({
    pipe: started.pipe_path,
    folder: root,
    given: inputs.give,
    host: console.host,
    ...limitsOf(command),
  });
  if (inputs.missing.length > 0) return cannot(runId, inputs.missing.join('\n'), console);
  if (!prepared.ok) return await refuse(prepared.error, console);
  const place = placeOf(root, started);
  if (!place.ok) return cannot(runId, place.error, console);
  return await underSignals(console, (watch) =>
    resume(command, {
      earlier: earlier.value,
      prepared: prepared.value,
      root,
      place: place.value,
      console,
      watch,
    }),
  );
}

function cannot(run: string, why: string, { err: out }: Console): number {
  for (const line of why.split('\n')) out.write(`omne: cannot resume ${run}: ${line}\n`);
  return EXIT.problem;
}

interface Resuming {
  readonly earlier: EarlierRun;
  readonly prepared: Prepared;
  readonly root: string;
  readonly place: Place;
  readonly console: Console;
  readonly watch: Watch;
}

async function resume(command: ResumeCommand, resuming: Resuming): Promise<number> {
  const { earlier, prepared, root, place, console, watch } = resuming;
  const { dryRun: isTrial, trustWorktree } = command;
  const secrets = hiddenValues(prepared, console);
  // Before the worktree is touched: files that are brought back belong to this run.
  const site = siteOf(root, place.folder, newRunId(prepared.plan.name));
  const made = isTrial ? ok(undefined) : await makeAgain(resuming);
  if (!made.ok) return cannot(earlier.runId, made.error, console);
  const { host } = console;
  const redactor = createRedactor(secrets);
  const here = { prepared, folder: place.folder, host, redactor, trustWorktree, isTrial };
  const gone = isTrial && place.isGone ? { isMissing: true } : {};
  const resumed = { ...prepared, resumption: await resumption(earlier, { ...here, ...gone }) };
  const lines = await decisionLines({ prepared: resumed, site, host, redactor });
  if (resumed.resumption.isWorktreeOnly) lines.push('--trust-worktree takes the worktree as it is');
  if (isTrial) {
    const out = command.json ? console.err : console.out;
    out.write(`${lines.join('\n')}\n`);
    return EXIT.completed;
  }
  return await show(command, { prepared: resumed, site, secrets, console, watch, intro: lines });
}

/** Where the earlier run's nodes ran. */
interface Place {
  readonly folder: string;
  /** It was a git worktree of the run's own, and was removed. */
  readonly isGone: boolean;
}

const WORKTREES = join('.omne', 'wt') + sep;

function placeOf(root: string, started: PipeStarted): Result<Place, string> {
  const path = worktreePath(started);
  if (path === undefined)
    return err(`its journal says that nodes ran in \`${started.worktree}\`, which is not in the volume`);
  const folder = join(root, path);
  if (existsSync(folder)) return ok({ folder, isGone: false });
  if (path.startsWith(WORKTREES) && !path.slice(WORKTREES.length).includes(sep))
    return ok({ folder, isGone: true });
  return err(`the folder its nodes ran in is gone: ${folder}`);
}

// What came from elsewhere chooses no pipe of its own, and none outside of the checkout.
function isOwnPipe(root: string, { runDir, started }: EarlierRun): boolean {
  const path = resolve(root, started.pipe_path);
  return rootOfRun(runDir) !== undefined || (isIn(root, path) && !isIn(runDir, path));
}

function isIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
}

const foreignPipe = ({ pipe_path: path }: PipeStarted) =>
  `its journal names the pipe \`${path}\`, which is not one of this checkout`;

async function makeAgain({ earlier, root, place, console }: Resuming): Promise<Result<unknown, string>> {
  if (!place.isGone) return ok(undefined);
  const head = readSavedWorktree(earlier.runDir)?.head ?? earlier.started.head;
  if (!head) return err(`its worktree ${place.folder} is gone, and it recorded no commit to make it from`);
  return await makeWorktree(root, place.folder.slice(join(root, WORKTREES).length), console.host, head);
}

/** The values of the earlier run's inputs, where the command line gives no others. */
class InheritedInputs {
  /** What cannot be inherited, a sentence each. */
  readonly missing: string[] = [];
  readonly #recorded: PipeStarted['inputs'];
  readonly #given: ReadonlyMap<string, string>;

  constructor({ inputs }: PipeStarted, given: ReadonlyMap<string, string>) {
    this.#recorded = inputs;
    this.#given = given;
  }

  readonly give = (specs: readonly InputSpec[]): ReadonlyMap<string, string> => {
    const values = new Map(this.#given);
    for (const { key, value } of this.#recorded) {
      const spec = specs.find((one) => one.key === key);
      // One that the pipe no longer has is no mistake of who resumes it.
      if (spec === undefined || values.has(key)) continue;
      if (!spec.secret && !value.includes('***')) values.set(key, value);
      else if (spec.default === undefined) this.missing.push(missingWords(spec));
    }
    return values;
  };
}

const missingWords = ({ key, secret }: InputSpec) =>
  secret
    ? `input \`${key}\` is secret, so its value was not recorded; give it again: --input ${key}=…`
    : `the value of input \`${key}\` holds a secret, so it was not recorded whole; give it again: --input ${key}=…`;
