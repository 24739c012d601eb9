import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findSurvivors } from '../../rig/survivors.ts';
import { artifactFiles, expectOnlyOurs, mainPid, pipeOf, runDirOf, startJob } from './act.ts';

const mebibyte = 1024 * 1024;

/** The most memory the process ever had, in bytes; 0 when it is gone. */
function peakOf(pid: number): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0;
  }
}

test.runIf(process.platform === 'linux')(
  'a node that prints 256 MiB: an exact capture, an artifact, and neither process over 130 MB',
  async () => {
    const bash = 'echo $PPID > main.pid; head -c 268435456 /dev/zero | tr "\\0" x';
    await using job = await startJob({ 'p.yml': pipeOf([{ id: 'a', bash }]) });
    const peaks = new Map<string, number>();
    const note = (name: string, pid: number) => peaks.set(name, Math.max(peaks.get(name) ?? 0, peakOf(pid)));
    let looks = 0;
    const main = await job.runner.main(
      { pipe: 'p.yml' },
      {
        cancelWhen: () => {
          const pid = mainPid(job);
          if (pid === undefined) return false;
          note('main', pid);
          if (looks++ % 5 === 0) {
            const ours = findSurvivors({ env: 'GITHUB_WORKSPACE', value: job.volume.root });
            for (const { pid: worker, argv } of ours)
              if (argv.includes('omne-artifact')) note('upload', worker);
          }
          return false;
        },
      },
    );
    expect(main.code).toBe(0);
    expectOnlyOurs(main);
    expect(main.outputs['artifact-status']).toBe('uploaded');
    expect(statSync(`${runDirOf(job.volume.root)}/nodes/a.out`).size).toBe(256 * mebibyte);
    const staged = artifactFiles(job.service).get('nodes/a.out')!;
    expect(staged.length).toBeGreaterThan(64 * mebibyte);
    expect(staged.length).toBeLessThan(64 * mebibyte + 1000);
    expect(peaks.get('main')).toBeGreaterThan(30e6);
    expect(peaks.get('main')).toBeLessThan(130e6);
    expect(peaks.get('upload')).toBeGreaterThan(30e6);
    expect(peaks.get('upload')).toBeLessThan(130e6);
  },
);
