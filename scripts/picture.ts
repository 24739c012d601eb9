// Draws docs/images/summary.png: runs examples/quickstart.md through the emulated runner and the Action, and shows its
// job summary in Chromium, looking as GitHub's pages do. `--source` runs src/action.ts instead of dist/index.js.
// What draws Mermaid is installed for this once, into a folder that is gone afterwards.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marked } from 'marked';
import { startArtifactService } from '../test/rig/artifact-service.ts';
import { openPage, startChromium } from '../test/rig/chromium.ts';
import { startRunner } from '../test/rig/runner.ts';
import { tempVolume } from '../test/rig/volume.ts';

const root = join(import.meta.dirname, '..');
const target = join(root, 'docs', 'images', 'summary.png');
const PACKAGES = ['mermaid@11'];
const MAX_BYTES = 200_000;
const WIDTH = 1012;

const STYLE = `
body { margin: 0; padding: 24px 32px; background: #fff; color: #1f2328;
  font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", Helvetica, Arial, sans-serif; }
h1, h2, h3, h4 { margin: 20px 0 12px; line-height: 1.25; font-weight: 600; }
h3:first-child { margin-top: 0; }
h3 { font-size: 1.25em; } h4 { font-size: 1em; }
p, table, pre, details, ul { margin: 0 0 14px; }
table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; }
th, td { padding: 5px 12px; border: 1px solid #d1d9e0; }
th { font-weight: 600; } tr:nth-child(2n) td { background: #f6f8fa; }
code, pre { font: 85% ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { padding: .2em .4em; border-radius: 6px; background: #818b981f; }
pre { padding: 12px; border-radius: 6px; background: #f6f8fa; overflow: hidden; }
pre code { padding: 0; background: none; font-size: 100%; }
pre.mermaid { background: none; text-align: center; padding: 0; }
a { color: #0969da; text-decoration: none; }
summary { cursor: pointer; } hr { border: 0; border-top: 1px solid #d1d9e0; }
`;

/** The job summary of a run of the quickstart. */
async function realSummary(action: string): Promise<string> {
  const hooks = Object.fromEntries(
    readdirSync(join(root, '.omne/hooks')).map((name) => [
      `.omne/hooks/${name}`,
      readFileSync(join(root, '.omne/hooks', name)),
    ]),
  );
  const pipe = readFileSync(join(root, 'examples/quickstart.md'));
  await using workspace = await tempVolume({ 'examples/quickstart.md': pipe, ...hooks });
  await using service = await startArtifactService();
  await using runner = await startRunner({ workspace, service, action });
  const step = await runner.main({ pipe: 'examples/quickstart.md', inputs: 'who=GitHub' });
  if (!step.isSuccess) throw new Error(`the run failed:\n${step.stdout}\n${step.stderr}`);
  return step.summary;
}

/** The summary as a page; diagrams are drawn when it opens. */
async function toPage(summary: string): Promise<string> {
  const markdown = await marked.parse(summary, { gfm: true });
  const html = markdown.replace(
    /<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g,
    '<pre class="mermaid">$1</pre>',
  );
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body>${html}`;
}

async function draw(html: string, modules: string): Promise<void> {
  const browser = await startChromium();
  try {
    const { page, said } = await openPage(browser, { viewport: { width: WIDTH, height: 600 } });
    await page.setContent(html);
    await page.addScriptTag({ path: join(modules, 'node_modules/mermaid/dist/mermaid.min.js') });
    await page.evaluate('mermaid.initialize({ startOnLoad: false }), mermaid.run()');
    if (said.length > 0) throw new Error(said.join('\n'));
    mkdirSync(join(target, '..'), { recursive: true });
    await page.screenshot({ path: target, fullPage: true });
  } finally {
    await browser.close();
  }
}

const modules = mkdtempSync(join(tmpdir(), 'omne-picture-'));
try {
  execFileSync(
    'npm',
    ['install', '--prefix', modules, '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const entry = process.argv.includes('--source') ? 'src/action.ts' : 'dist/index.js';
  await draw(await toPage(await realSummary(join(root, entry))), modules);
  const { size } = statSync(target);
  console.log(`docs/images/summary.png: ${Math.ceil(size / 1000)} kB`);
  if (size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES / 1000} kB`);
} finally {
  rmSync(modules, { recursive: true, force: true });
}
