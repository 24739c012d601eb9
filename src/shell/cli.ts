import { snapshotEnvironment } from '../effects/env.ts';
import { stderr, stdout } from '../effects/output.ts';
import { runCommand } from './cli-run.ts';
import { type Console, refuse } from './console.ts';
import { EXIT } from './exit.ts';
import { describeFault } from './fault.ts';
import { type Command, parseFlags } from './flags.ts';
import { load } from './load.ts';
import { VERSION } from './version.ts';

/** Runs the command line; the exit code. Only a fault of ours or the machine's ends in 70. */
export async function main(argv: readonly string[]): Promise<number> {
  const console: Console = {
    out: stdout(),
    err: stderr(),
    host: snapshotEnvironment(),
    folder: process.cwd(),
  };
  const command = parseFlags(argv);
  if (!command.ok) {
    console.err.write(`omne: ${command.error}\nomne help says more\n`);
    return EXIT.problem;
  }
  try {
    return await perform(command.value, console);
  } catch (error) {
    console.err.write(`omne: fault: ${describeFault(error)}\n`);
    return EXIT.fault;
  }
}

async function perform(command: Command, console: Console): Promise<number> {
  switch (command.kind) {
    case 'run':
      return await runCommand(command, console);
    case 'resume': {
      const { resumeCommand } = await import('./cli-resume.ts');
      return await resumeCommand(command, console);
    }
    case 'validate':
      return await validate(command.pipes, console);
    case 'plan': {
      const { planCommand } = await import('./cli-plan.ts');
      return await planCommand(command, console);
    }
    case 'report': {
      const { reportCommand } = await import('./cli-report.ts');
      return await reportCommand(command, console);
    }
    case 'graph':
      return await graph(command.pipe, console);
    case 'status': {
      const { statusCommand } = await import('./cli-status.ts');
      return statusCommand(command.run, console);
    }
    case 'explain': {
      const { explainCommand } = await import('./cli-explain.ts');
      return explainCommand(command, console);
    }
    case 'verify': {
      const { verifyCommand } = await import('./cli-verify.ts');
      return verifyCommand(command.run, console);
    }
    case 'init': {
      const { initCommand } = await import('./cli-init.ts');
      return initCommand(command, console);
    }
    case 'help':
      console.out.write((await import('./help.ts')).HELP);
      return EXIT.completed;
    case 'version':
      console.out.write(`${VERSION}\n`);
      return EXIT.completed;
  }
}

async function validate(pipes: readonly string[], console: Console): Promise<number> {
  let code: number = EXIT.completed;
  for (const asked of pipes) {
    const loaded = await load(asked, console.folder);
    if (loaded.problems.length > 0) {
      await refuse(loaded, console);
      code = EXIT.problem;
      continue;
    }
    const nodes = loaded.plan?.nodes.length ?? 0;
    console.out.write(`${loaded.file?.name ?? asked}: valid, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}\n`);
  }
  return code;
}

async function graph(asked: string, console: Console): Promise<number> {
  const loaded = await load(asked, console.folder);
  if (loaded.plan === undefined || loaded.problems.length > 0) return await refuse(loaded, console);
  const { mermaid } = await import('../report/mermaid.ts');
  console.out.write(mermaid(loaded.plan));
  return EXIT.completed;
}
