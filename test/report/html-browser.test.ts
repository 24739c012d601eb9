import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fold } from '../../src/core/state.ts';
import { outlineOf } from '../../src/report/html/outline.ts';
import { writeReport } from '../../src/shell/report-file.ts';
import { chromiumPath, NO_CHROMIUM, openPage, startChromium } from '../rig/chromium.ts';
import { writeLargeRun } from '../rig/large-run.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';
import { BROWSER_RUN } from './browser-run.ts';
import { NESTED, planOf, stamped } from './events.ts';
import { HOSTILE_RUN } from './hostile-run.ts';
import { type PageSource, pageOf } from './report-page.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

// What runs in the page is text here: the project's types know no document.
const OPEN_ALL = 'for (const one of document.querySelectorAll("details")) one.open = true';
const OVERFLOW = 'document.documentElement.scrollWidth - innerWidth';
const FRAMES = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';
const isSkipped = chromiumPath === undefined;

describe(`the report in a browser${isSkipped ? ` (skipped: ${NO_CHROMIUM})` : ''}`, () => {
  let browser: Browser;
  let volume: Volume;
  let count = 0;

  beforeAll(async () => {
    if (isSkipped) return;
    volume = await tempVolume();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await volume?.[Symbol.asyncDispose]();
  });
  beforeEach(({ skip }) => skip(isSkipped, NO_CHROMIUM));

  async function openText(text: string, options: Parameters<typeof openPage>[1] = {}) {
    const file = volume.path(`${count++}.html`);
    writeFileSync(file, text);
    const watched = await openPage(browser, { viewport: { width: 1280, height: 900 }, ...options });
    await watched.page.goto(pathToFileURL(file).href);
    return watched;
  }
  const open = (source: PageSource, options?: Parameters<typeof openPage>[1]) =>
    openText(pageOf(source), options);

  const visible = (page: Page, selector: string) => page.locator(selector).filter({ visible: true }).count();
  const shownNodes = (page: Page) => page.locator('details.node:not([hidden]) h3').allTextContents();
  const shownRows = (page: Page) => page.locator('.timeline tbody tr:not([hidden]) .id').allTextContents();

  test('asks for nothing and says nothing', async () => {
    const { page, said, asked } = await open(BROWSER_RUN);
    await page.waitForTimeout(200);
    expect(said).toEqual([]);
    expect(asked).toEqual([]);
    expect(await page.title()).toBe('feature: aborted: lint crash (exit 2) · omne/run');
  });

  test('searches names and captured text, and tells how many fit', async () => {
    const { page, said } = await open(BROWSER_RUN);
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('q');
    await page.keyboard.type('haystack');
    await page.locator('#found', { hasText: '1 of 4 nodes' }).waitFor();
    expect(await shownNodes(page)).toEqual(['build']);
    expect(await shownRows(page)).toEqual(['build']);
    await page.keyboard.press('Enter');
    expect(await visible(page, 'pre:text("compiled")')).toBe(1);
    await page.keyboard.press('Escape');
    expect(await shownNodes(page)).toHaveLength(4);
    await page.fill('#q', 'no such file');
    await page.locator('#found', { hasText: '1 of 4 nodes' }).waitFor();
    expect(await shownNodes(page)).toEqual(['plan']);
    await page.fill('#q', 'nowhere at all');
    await page.locator('#none:not([hidden])').waitFor();
    expect(said).toEqual([]);
  });

  test('filters by status, from the keyboard too', async () => {
    const { page } = await open(BROWSER_RUN);
    await page.locator('input[value=completed]').focus();
    await page.keyboard.press('Space');
    expect(await shownNodes(page)).toEqual(['lint', 'deploy']);
    await page.locator('label', { hasText: 'skipped 1' }).click();
    expect(await shownNodes(page)).toEqual(['lint']);
    expect(await page.locator('a.box.faint').count()).toBe(3);
  });

  test('folds children, and opens a section that a link leads to', async () => {
    const { page } = await open({ facts: NESTED });
    const fold = page.getByRole('button', { name: 'Children of fix', exact: true });
    expect(await shownRows(page)).toHaveLength(11);
    await fold.focus();
    await page.keyboard.press('Enter');
    expect(await fold.getAttribute('aria-expanded')).toBe('false');
    expect(await shownRows(page)).toEqual(['fix', 'items', '0', '1', 'deploy', 'all']);
    await page.locator('.timeline a', { hasText: /^all$/ }).click();
    await page.locator('details.node[open] h3', { hasText: /^all$/ }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
  });

  test('leaves the arrow keys and every other key to the browser', async () => {
    const { page } = await open(BROWSER_RUN);
    await page.evaluate(
      'globalThis.kept = []; addEventListener("keydown", (event) => { if (event.defaultPrevented) kept.push(event.key); })',
    );
    for (const key of ['ArrowDown', 'ArrowUp', 'PageDown', 'End', 'Home', 'Control+a', 'j', '/'])
      await page.keyboard.press(key);
    expect(await page.evaluate('kept')).toEqual(['/']);
  });

  test('the first stop of the keyboard leads over everything to the run', async () => {
    const { page } = await open(BROWSER_RUN);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the run');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  test('zooms the graph, and each of its boxes is a link', async () => {
    const { page } = await open(BROWSER_RUN);
    const width = async () => Number(await page.locator('#graph').getAttribute('width'));
    const before = await width();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect(await width()).toBeGreaterThan(before);
    await page.locator('#graph a.failed').click();
    expect(page.url()).toMatch(/#n-3$/);
  });

  test('follows the system into the dark, and the switch anywhere', async () => {
    const { page } = await open(BROWSER_RUN, { colorScheme: 'dark' });
    const colour = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await colour();
    expect(dark).toBe('rgb(20, 23, 28)');
    const theme = page.getByRole('button', { name: /^Theme/ });
    await theme.click();
    expect(await theme.textContent()).toBe('Theme: light');
    expect(await colour()).toBe('rgb(246, 247, 249)');
    await theme.click();
    expect(await colour()).toBe(dark);
  });

  test('on paper everything is open, and light', async () => {
    const { page } = await open(BROWSER_RUN, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await visible(page, 'header.top')).toBe(0);
    expect(await visible(page, 'pre:text("Haystack")')).toBe(1);
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(29, 35, 48)');
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await page.locator('details:not([open])').count()).toBeGreaterThan(0);
  });

  test('without a script all of it is there, and nothing that would not work', async () => {
    const { page } = await open({ ...BROWSER_RUN, facts: NESTED }, { javaScriptEnabled: false });
    expect(await visible(page, '.timeline tbody tr')).toBeGreaterThan(11);
    expect(await visible(page, 'form, .zoom, .tools, #theme')).toBe(0);
  });

  test.each([
    ['light', 1280, 'mixed', BROWSER_RUN],
    ['dark', 1280, 'mixed', BROWSER_RUN],
    ['light', 400, 'mixed', BROWSER_RUN],
    ['dark', 1280, 'nested', { facts: NESTED }],
    ['light', 1280, 'hostile', HOSTILE_RUN],
  ] as const)('breaks no rule of accessibility: %s, %i wide, %s', async (colorScheme, width, _, source) => {
    const viewport = { width, height: 900 };
    const { page, said } = await open(source, { colorScheme, viewport, bypassCSP: true });
    await page.evaluate(OPEN_ALL);
    expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
    await page.addScriptTag({ path: axe });
    const violations =
      await page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
      id + ': ' + nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 200) + ' ' + failureSummary).join('; ')))`);
    expect(violations).toEqual([]);
    expect(said).toEqual([]);
  });

  test('nothing of a hostile run acts', async () => {
    const { page, said, asked } = await open(HOSTILE_RUN);
    await page.evaluate(OPEN_ALL);
    await page.evaluate(`for (const one of document.querySelectorAll('*'))
      for (const type of ['mouseover', 'focus', 'load', 'error']) one.dispatchEvent(new Event(type))`);
    await page.waitForTimeout(300);
    const found = await page.evaluate(`({
      pwned: typeof pwned,
      active: document.querySelectorAll('img, iframe, object, embed, base, script[src], link[rel=stylesheet], video, audio, math, foreignObject').length,
      scripts: document.scripts.length,
      styles: document.styleSheets.length,
      broken: document.getElementById('broken') !== null,
      handlers: [...document.querySelectorAll('*')].filter((one) => one.getAttributeNames().some((name) => name.startsWith('on') || name === 'style')).length,
      strange: [...document.querySelectorAll('a')].map((one) => one.getAttribute('href')).filter((address) => !/^(?:#|nodes\\/|events\\.jsonl$)/.test(address)),
      at: location.protocol,
    })`);
    expect(found).toEqual({
      pwned: 'undefined',
      active: 0,
      scripts: 1,
      styles: 1,
      broken: false,
      handlers: 0,
      strange: [],
      at: 'file:',
    });
    expect(said).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('its policy stops what came in all the same', async () => {
    const bad =
      '<script>window.pwned=1</script><img src=x onerror="window.pwned=2"><iframe srcdoc="x"></iframe><p style="color:red">';
    const { page, said } = await openText(pageOf(BROWSER_RUN).replace('<main', `${bad}<main`));
    await page.waitForTimeout(200);
    expect(await page.evaluate('typeof pwned')).toBe('undefined');
    for (const directive of ['script-src', 'img-src', 'style-src'])
      expect(said.join('\n')).toMatch(new RegExp(`Content Security Policy.*${directive}`));
  });

  test('a capture of one line of a megabyte opens and wraps at once', async () => {
    const { page } = await open({ ...BROWSER_RUN, captures: { 'nodes/lint.out': 'x'.repeat(1 << 20) } });
    const begin = performance.now();
    await page.evaluate(`${OPEN_ALL}; document.querySelector('.capture').scrollIntoView(); ${FRAMES}`);
    expect(performance.now() - begin).toBeLessThan(3000);
    expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
  });

  test('1,000 nodes with 50 MB of captures are written, opened and searched in little time', {
    timeout: 120_000,
  }, async () => {
    const folder = volume.path('large');
    mkdirSync(folder);
    const { files, facts } = writeLargeRun(folder, 1000, 50e6);
    const target = volume.path('large', 'report.html');
    const outline = outlineOf(widePlan(1000, 25), fold(stamped(facts)));
    const start = performance.now();
    await writeReport({ folder, files, target, base: '', outline, secrets: [] });
    const written = performance.now() - start;
    const { page, said, asked } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
    // The first page of a browser pays for the browser.
    await page.goto('about:blank');
    const opened = await openTime(page, pathToFileURL(target).href);
    await page.fill('#q', 'the needle');
    const asking = performance.now();
    await page.keyboard.press('Enter');
    await page.locator('#found', { hasText: '1 of 1' }).waitFor();
    const searched = performance.now() - asking;
    const words = [written, opened, searched].map((ms) => `${Math.round(ms)} ms`);
    console.log(`1,000 nodes, 50 MB: written in ${words[0]}, opened in ${words[1]}, searched in ${words[2]}`);
    // Where others wait for the same processors, everything takes as many times longer.
    const share = Math.max(1, loadavg()[0]! / cpus().length);
    expect(opened).toBeLessThan(3000 * share);
    expect(written).toBeLessThan(10_000 * share);
    expect(searched).toBeLessThan(3000 * share);
    expect(await page.locator('a.box').count()).toBe(1000);
    expect(await page.locator('.capture-link').count()).toBeGreaterThan(500);
    expect(said).toEqual([]);
    expect(asked).toEqual([]);
  });
});

/** Opens a page thrice: the least it took until it was drawn. */
async function openTime(page: Page, address: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const begin = performance.now();
    await page.goto(address);
    await page.evaluate(FRAMES);
    least = Math.min(least, performance.now() - begin);
  }
  return least;
}

function widePlan(size: number, width: number) {
  const needsOf = (at: number) => {
    const before = at - (at % width) - width;
    return before < 0 ? [] : [...new Set([at - width, before + ((at * 7) % width)])].map((n) => `node-${n}`);
  };
  return planOf(Array.from({ length: size }, (_, at) => ({ id: `node-${at}`, needs: needsOf(at) })));
}
