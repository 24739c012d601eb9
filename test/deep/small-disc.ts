import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const pageSize = 4096;

/** A folder with an `.omne` on a small file system of its own. */
export class SmallDisc implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'omne-disc-'));
  readonly #filler = join(this.root, 'filler');

  constructor(pages: number) {
    mount(this.root, pages);
    mkdirSync(join(this.root, '.omne'));
  }

  /** Leaves this many pages free. */
  fill(left: number): void {
    writeFileSync(this.#filler, '');
    while (statfsSync(this.root).bfree > left) appendFileSync(this.#filler, Buffer.alloc(pageSize));
  }

  /** Makes room again. */
  relieve(): void {
    rmSync(this.#filler, { force: true });
  }

  [Symbol.dispose](): void {
    unmount(this.root);
    rmSync(this.root, { recursive: true, force: true });
  }
}

const mount = (folder: string, pages: number) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${pages * pageSize}`, 'tmpfs', folder], {
    stdio: 'pipe',
  });
const unmount = (folder: string) => execFileSync('umount', ['-l', folder], { stdio: 'pipe' });

/** Whether this user may mount here. */
export const canMount = process.platform === 'linux' && tryMount();

function tryMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'omne-disc-'));
  let isMounted = true;
  try {
    mount(folder, 16);
  } catch {
    isMounted = false;
  }
  if (isMounted) unmount(folder);
  rmSync(folder, { recursive: true, force: true });
  return isMounted;
}
