import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The machine's own Chromium or Chrome; `.ci/run` installs Debian's. */
export const findChromium = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find(isExecutable);

export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ARGUMENTS });

export interface Visit {
  readonly page: Page;
  /** Console errors and warnings, uncaught exceptions and failed loads since the start; a page at rest has none. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export const KOREAN_DESKTOP = {
  viewport: { width: 1280, height: 860 },
  locale: 'ko-KR',
  timezoneId: 'Asia/Seoul',
  colorScheme: 'light',
} as const satisfies BrowserContextOptions;

/**
 * A fresh profile with one tab whose complaints are kept. Calls that leave `origin` count as complaints and are stopped, but for
 * those to `also`.
 */
export const visit = async (
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
  also?: string,
): Promise<Visit> => {
  const context = await browser.newContext({ ...KOREAN_DESKTOP, ...options });
  const complaints: string[] = [];
  await context.route(
    (url) => url.origin !== origin && url.origin !== also && !url.href.startsWith('data:'),
    (route) => {
      complaints.push(`left the house: ${route.request().url()}`);
      return route.abort();
    },
  );
  const page = await context.newPage();
  // Generous: a busy machine is slow, and a wait that is met costs nothing.
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  return { page, complaints, close: () => context.close() };
};
