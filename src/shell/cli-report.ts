import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { usableSecrets } from '../core/secret-names.ts';
import { readJournal } from '../effects/journal.ts';
import { holderOf } from '../effects/lock.ts';
import { stageRun } from '../effects/staging.ts';
import { findRoot } from '../effects/volume.ts';
import type { Console } from './console.ts';
import { findRun } from './earlier.ts';
import { EXIT } from './exit.ts';
import type { ReportCommand } from './flags-report.ts';
import { REPORT_NAME, withoutSecrets } from './report.ts';
import { writeReport } from './report-file.ts';
import { knownPlan } from './report-plan.ts';
import { collectSecrets } from './secrets.ts';

/** `omne report <run>`: writes a run as one HTML page and says where; the exit code. */
export async function reportCommand({ run, output }: ReportCommand, console: Console): Promise<number> {
  const root = findRoot(console.folder);
  const found = findRun(root, console.folder, run);
  const events = found.ok ? readEvents(found.value) : undefined;
  if (!found.ok || events === undefined) {
    console.err.write(`omne: ${found.ok ? `${found.value} has no readable journal` : found.error}\n`);
    return EXIT.problem;
  }
  const runDir = found.value;
  const plan = await knownPlan(events, root);
  const known = [...collectSecrets([], console.host).values, ...(plan?.secrets ?? [])];
  const secrets = usableSecrets(known).values;
  const target = output === undefined ? join(runDir, REPORT_NAME) : resolve(console.folder, output);
  // Captures on disc are as the nodes wrote them: what stands in the page has gone the way of the artifact.
  const staging = await stageRun({ runDir, tempDir: tmpdir(), secrets });
  try {
    await writeReport({
      folder: staging.folder,
      files: staging.files.filter(({ path }) => path.startsWith('nodes/')),
      target,
      base: addressOf(runDir, dirname(target)),
      secrets,
      isLive: holderOf(runDir) === 'alive',
      ...(plan && { outline: withoutSecrets(plan.outline, secrets) }),
    });
  } finally {
    await staging.remove();
  }
  console.out.write(`${target}\n`);
  return EXIT.completed;
}

function readEvents(runDir: string) {
  try {
    return readJournal(join(runDir, 'events.jsonl')).events;
  } catch {
    return undefined;
  }
}

/** How a page in one folder names another folder; empty for its own. */
function addressOf(folder: string, from: string): string {
  const way = relative(from, folder);
  if (way === '') return '';
  // On another drive there is no way.
  if (resolve(way) === way) return `${pathToFileURL(folder).href}/`;
  return `${way.split(sep).map(encodeURIComponent).join('/')}/`;
}
