import { getExecOutput } from '@actions/exec';

const PROBE_MS = 15_000;

/** The agent's version, for the log; `undefined` when it does not answer `--version`. */
export async function agentVersion(program: string): Promise<string | undefined> {
  // No `input`: an empty one makes the toolkit die of an uncaught EPIPE when the child ends first.
  const asked = getExecOutput(program, ['--version'], { silent: true, ignoreReturnCode: true }).then(
    ({ exitCode, stdout }) => (exitCode === 0 ? stdout.trim() : undefined),
    () => undefined,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PROBE_MS);
  });
  const version = await Promise.race([asked, late]);
  clearTimeout(timer);
  return version;
}
