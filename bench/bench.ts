import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CASES } from './cases.ts';
import type { Site } from './contenders.ts';
import { type Row, renderTable, verdict } from './table.ts';

const USAGE = `node bench/bench.ts [--rounds N] [--only CASE,…] [--quick] [--strict] [--dist FOLDER]
cases: ${CASES.map(({ name }) => name).join(', ')}
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    dist: { type: 'string', default: resolve(import.meta.dirname, '../dist') },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(USAGE);
else await main();

async function main(): Promise<void> {
  const { quick, strict } = values;
  const rounds = values.rounds === undefined ? (quick ? 3 : 7) : Number(values.rounds);
  const only = values.only.flatMap((names) => names.split(','));
  const site = openSite();
  const rows: Row[] = [];
  try {
    for (const { name, run } of CASES.filter((each) => only.length === 0 || only.includes(each.name))) {
      process.stderr.write(`${name} …\n`);
      try {
        rows.push(...(await run(site, { rounds, quick })));
      } catch (error) {
        rows.push({ name, unit: 'x', note: 'failed' });
        process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n`);
        process.exitCode = 1;
      }
    }
  } finally {
    rmSync(site.folder, { recursive: true, force: true });
  }
  process.stdout.write(renderTable(rows));
  save(rows, { rounds, quick });
  if (strict && rows.some((row) => verdict(row) === 'OVER')) process.exitCode = 1;
}

// A small, fixed environment: an engine pays for each variable at each spawn, and NODE_EXTRA_CA_CERTS alone doubles the
// start of some versions of Node.
function openSite(): Site {
  const folder = mkdtempSync(join(sharedMemory() ?? tmpdir(), 'omne-bench-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', TMPDIR: folder };
  return { folder, dist: resolve(values.dist), env };
}

function sharedMemory(): string | undefined {
  return statSync('/dev/shm', { throwIfNoEntry: false })?.isDirectory() ? '/dev/shm' : undefined;
}

function save(rows: readonly Row[], effort: object): void {
  const folder = join(import.meta.dirname, 'out');
  mkdirSync(folder, { recursive: true });
  const machine = { node: process.version, kernel: release(), cpus: cpus().length, cpu: cpus()[0]?.model };
  const report = {
    at: new Date().toISOString(),
    ...effort,
    machine,
    rows: rows.map((row) => ({ ...row, verdict: verdict(row) })),
  };
  writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(report, null, 2)}\n`);
}
