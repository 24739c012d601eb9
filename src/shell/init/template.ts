/** What `omne init` writes. */
export interface Template {
  readonly files: readonly TemplateFile[];
  /** What to do next, line by line. */
  readonly next: readonly string[];
}

export interface TemplateFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly isExecutable: boolean;
}

/** The first line of a pipe: what makes editors complete and check it. */
export const MODELINE =
  '# yaml-language-server: $schema=https://raw.githubusercontent.com/omne/run/v1/schema/pipe.json';

/** The step that checks out the repository; without credentials that a node could use. */
export const CHECKOUT = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0';

export const WORKFLOW_PATH = '.github/workflows/omne.yml';

/** A hook in its two forms: for every system but Windows, and for Windows. */
export const hook = (name: string, sh: string, powershell: string): readonly TemplateFile[] => [
  { path: `.omne/hooks/${name}.sh`, text: sh, isExecutable: true },
  { path: `.omne/hooks/${name}.ps1`, text: powershell, isExecutable: false },
];
