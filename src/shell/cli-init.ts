import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Console } from './console.ts';
import { EXIT } from './exit.ts';
import type { InitCommand } from './flags-init.ts';
import { FIX_LOOP } from './init/fix-loop.ts';
import { GATE } from './init/gate.ts';
import { type NewFile, writeNew } from './init/new-file.ts';
import { type Template, WORKFLOW_PATH } from './init/template.ts';

const TEMPLATES: Readonly<Record<InitCommand['template'], Template>> = { gate: GATE, 'fix-loop': FIX_LOOP };

/** `omne init`: writes a first pipe, its hook and a workflow where there are none. */
export function initCommand(
  { template, folder }: InitCommand,
  { out, err, folder: current }: Console,
): number {
  const { files, next } = TEMPLATES[template];
  const target = resolve(current, folder);
  const done = files.map((file) => ({ path: file.path, became: writeNew(target, file.path, file) }));
  for (const { path, became } of done) {
    if (typeof became === 'object') err.write(`omne: ${path} cannot be written: ${became.failed}\n`);
    else out.write(`${LABELS[became]} ${path}\n`);
  }
  const of = (wanted: NewFile) => done.some(({ became }) => became === wanted);
  if (done.some(({ became }) => typeof became === 'object')) return EXIT.problem;
  if (done.some(({ path, became }) => path === WORKFLOW_PATH && became === 'kept')) {
    out.write('the workflow that was there may run another pipe: look at its `pipe`\n');
  }
  if (!of('written')) out.write('nothing written: all files were there, and they are as they were\n');
  else if (of('kept')) out.write('kept files were there, and they are as they were\n');
  if (!existsSync(join(target, '.git'))) {
    out.write('this is not the top of a git repository: GitHub looks for workflows only there\n');
  }
  const where = target === current ? '' : `  cd ${folder}\n`;
  out.write(`\nNext:\n${where}${next.map((line) => `  ${line}\n`).join('')}`);
  return EXIT.completed;
}

const LABELS: Readonly<Record<Exclude<NewFile, object>, string>> = { written: 'written ', kept: 'kept    ' };
