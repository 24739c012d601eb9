import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A living process that belongs to a run. */
export interface Survivor {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly nodeId?: string;
}

/** Which processes to look for: an `OMNE_RUN_ID`, any whole environment entry, or a word in an argument. */
export type Sign =
  | { readonly runId: string }
  | { readonly env: string; readonly value: string }
  | { readonly argv: string };

/** Living processes that carry the sign, zombies and ourselves left out. Linux only; shares nothing with src. */
export function findSurvivors(sign: Sign): readonly Survivor[] {
  if (process.platform !== 'linux') throw new Error('survivors are found by /proc');
  const found: Survivor[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const status = read(`/proc/${name}/status`);
    if (status === '' || /^State:\s+[ZX]/m.test(status)) continue;
    const argv = read(`/proc/${name}/cmdline`).split('\0').slice(0, -1);
    const environ = read(`/proc/${name}/environ`).split('\0');
    if (!carries(sign, argv, environ)) continue;
    const node = environ.find((entry) => entry.startsWith('OMNE_NODE_ID='))?.slice(13);
    found.push({ pid: Number(name), argv, ...(node !== undefined && { nodeId: node }) });
  }
  return found;
}

/** Waits until nothing carries the sign, or tells what still does after `withinMs`. */
export async function survivorsAfter(sign: Sign, withinMs: number): Promise<readonly Survivor[]> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = findSurvivors(sign);
    if (found.length === 0 || performance.now() >= end) return found;
    await sleep(20);
  }
}

function carries(sign: Sign, argv: readonly string[], environ: readonly string[]): boolean {
  if ('argv' in sign) return argv.some((argument) => argument.includes(sign.argv));
  const entry = 'runId' in sign ? `OMNE_RUN_ID=${sign.runId}` : `${sign.env}=${sign.value}`;
  return environ.includes(entry);
}

// Gone meanwhile, or somebody else's.
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
