import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The browser the tests may start; `undefined` where there is none. */
export const chromiumPath: string | undefined =
  process.env['OMNE_CHROMIUM'] ?? PLACES.find((path) => existsSync(path));

/** Why a test that needs it is skipped, and what to do about it. */
export const NO_CHROMIUM = 'no Chromium: `apt-get install chromium`, or name one in OMNE_CHROMIUM';

/** Starts the browser, headless, as nobody in particular. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath!,
    // Containers and root have no sandbox of its own to offer.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });

/** A page that remembers what went wrong on it and what it asked for. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, and everything said on the console. */
  readonly said: readonly string[];
  /** Addresses asked for beyond files of ours and data in the page itself. */
  readonly asked: readonly string[];
}

/** Opens a page in a context of its own. */
export async function openPage(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(?:file|data):/.test(request.url())) asked.push(request.url());
  });
  return { page, said, asked };
}
