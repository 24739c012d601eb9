import type { RunState } from '../../core/state.ts';
import { code, fenceOf, inert } from './markdown.ts';

/** Where the rest of a run is to be found. */
export interface Further {
  /** The run directory, for people. */
  readonly runDir: string;
  /** Absent where nothing is uploaded. */
  readonly artifact?: {
    readonly name: string;
    /** GITHUB_RUN_ID and GITHUB_REPOSITORY. */
    readonly workflowRun: string;
    readonly repository: string;
  };
}

/** How to get at what the summary does not show, and how to go on from here. */
export function furtherSection(state: RunState, { runDir, artifact }: Further): string {
  const isOver = state.status === 'completed';
  if (artifact === undefined) {
    const resume = isOver
      ? ''
      : `To go on from here, give the step <code>resume-from</code> with that folder.\n`;
    return `#### Look further\n\nThe journal and the captures are in ${code(runDir)} on the runner.\n${resume}`;
  }
  const { name, workflowRun, repository } = artifact;
  const command = ['gh run download', word(workflowRun), '-R', word(repository), '-n', word(name)].join(' ');
  const resume = isOver
    ? ''
    : `\nTo go on from here, give the step <code>resume-from</code> with ${code(`${workflowRun}/${name}`)}, or with <code>last-attempt</code> and re-run the failed jobs; both need a <code>token</code> with ${inert('actions: read')}.\n`;
  return `#### Look further\n\nThe journal, all captures and <code>report.html</code> are in the artifact:\n\n${fenceOf(command, 'sh')}${resume}`;
}

// What a shell takes as one word; an artifact's name is the workflow author's.
const word = (text: string) => {
  const shown = text.replaceAll(/[^\x20-\x7e]/g, '?');
  return /^[\w./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
};
