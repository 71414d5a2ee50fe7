import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { products } from './fixture-wares.ts';
import { HOSTILE } from './hostile.ts';
import { type House, settled } from './house.ts';

/** What a customer, a visitor or a shop might write into any field. */
export const HOSTILE_TEXTS = [
  '"><img src=x onerror="window.hacked=1"><svg onload=window.hacked=1>',
  'javascript:window.hacked=1',
  '{{ "now" | date: "%Y" }}{% for i in (1..9) %}x{% endfor %}',
  '\u202egpj.exe\u2066 سلام \u202e',
  'w'.repeat(600),
  '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(40),
] as const;

/** Fields that people fill in: what names, says, asks or explains something. */
const FREE = new Set([
  ...['name', 'title', 'note', 'text', 'subject', 'wording', 'event', 'comment', 'question', 'hypothesis', 'label'],
  ...['ko', 'en', 'city', 'path', 'source', 'offer', 'assignee', 'createdBy', 'by', 'folder', 'email', 'phone'],
]);

const PAGES = [
  ...['/', '/customers', '/customers/kim-minji', `/customers/${encodeURIComponent('x"><svg onload=alert(1)>')}`],
  ...['/messages', '/messages/draft', '/messages/autumn', '/messages/winback', '/messages/contest', '/new-campaign'],
  ...[
    '/templates',
    '/calendar',
    '/segments',
    '/segments/tea',
    '/tasks',
    '/coupons',
    '/products',
    '/figures',
    '/results',
    '/learnings',
  ],
  ...['/settings', '/duplicates', '/computed'],
];

const TEMPLATE = {
  ...{ id: 'come-back', name: HOSTILE, version: 2, archived: false, updatedAt: '2026-11-22T01:00:00.000Z' },
  ...{ channel: 'email', purpose: 'ad', language: 'ko', by: HOSTILE, subject: HOSTILE, html: HOSTILE },
};
const PAST = {
  ...{ campaignId: 'fall', campaignName: HOSTILE, channel: 'email', templateId: 'come-back', subject: HOSTILE },
  ...{ excerpt: HOSTILE, startAt: '2026-10-01T01:00:00.000Z', sent: 1_200 },
  ...{ clickRate: 0.082, conversionRate: 0.031, negativeRate: 0.004 },
};
const COMPUTED = { name: HOSTILE, title: HOSTILE, event: HOSTILE, operation: 'last', property: HOSTILE };
/** What the usual answers have nothing of. */
const MORE: Readonly<Record<string, unknown>> = {
  '/v1/templates': { data: [TEMPLATE], nextCursor: null },
  '/v1/library': { data: [PAST], nextCursor: null },
  // Whose orders say it is a word of ours there, though its field is called as those who wrote something are.
  '/v1/products': { data: products.map((one) => ({ ...one, repurchase: null })), nextCursor: null },
  '/v1/computed': { data: [{ ...COMPUTED, version: 1, builtIn: false }], nextCursor: null },
};

const PHONE = { viewport: { width: 360, height: 740 } };

/** Free fields of an answer hold the texts in turn, `turn` first. */
const poisoned = (body: string, turn: number): string => {
  let next = turn;
  const text = (): string => HOSTILE_TEXTS[next++ % HOSTILE_TEXTS.length] ?? '';
  return JSON.stringify(
    JSON.parse(body, (field, value: unknown) =>
      typeof value === 'string' && (FREE.has(field) || value.includes(HOSTILE)) ? text() : value,
    ),
  );
};

/** What a page made of the texts it was given, if it made anything but text. */
const harmOf = async (page: Page): Promise<string[]> => {
  const { width, ...harm } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    ran: 'hacked' in window,
    made: document.querySelectorAll('[onload], [onerror], img[src="x"], script:not([src])').length > 0,
    linked: [...document.querySelectorAll('a, form')].some((one) =>
      /^\s*javascript:/i.test(one.getAttribute('href') ?? one.getAttribute('action') ?? ''),
    ),
  }));
  return [
    ...Object.entries(harm).flatMap(([what, is]) => (is ? [what] : [])),
    ...(width > PHONE.viewport.width ? [`is ${width} px wide`] : []),
  ];
};

const watched = async (page: Page, complaints: string[]): Promise<void> => {
  page.on('dialog', async (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
};

/** Goes through the console on a phone while every free field of every answer is hostile. */
export const sweepConsole = async ({ local, enter }: House, turn: number): Promise<void> => {
  const { page, complaints } = await enter(local, PHONE);
  const { origin } = new URL(local.url);
  await watched(page, complaints);
  await page.route(`${origin}/v1/**`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: poisoned(await response.text(), turn) });
  });
  for (const [path, body] of Object.entries(MORE)) local.instead.set(`GET ${path}`, { status: 200, body });
  const wrong: string[] = [];
  for (const path of PAGES) {
    await page.goto(origin + path);
    await settled(page);
    const shown = await page.locator('#app').innerText();
    const failed = await page.locator('#app [role="alert"]').allInnerTexts();
    const isTold = HOSTILE_TEXTS.some((text) => shown.includes(text.slice(0, 24)));
    const found = [...(await harmOf(page)), ...failed, ...complaints.splice(0), ...(isTold ? [] : ['shows none'])];
    if (found.length > 0) wrong.push(`${path}: ${found.join(', ')}`);
  }
  expect(wrong).toEqual([]);
};

/** An answer of a public route as a browser gets it, policy included. */
export interface PublicPage {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Opens each page on a phone, and finds `text` in it as text. */
export const sweepPublic = async ({ local, enter }: House, pages: readonly PublicPage[], text: string) => {
  const { page, complaints } = await enter(local, PHONE);
  const { origin } = new URL(local.url);
  await watched(page, complaints);
  const wrong: string[] = [];
  for (const { name, headers, body } of pages) {
    await page.route(`${origin}/public/${name}`, (route) => route.fulfill({ status: 200, headers, body }));
    await page.goto(`${origin}/public/${name}`);
    const shown = await page.locator('body').innerText();
    const found = [...(await harmOf(page)), ...complaints.splice(0), ...(shown.includes(text) ? [] : ['shows it not'])];
    if (found.length > 0) wrong.push(`${name}: ${found.join(', ')}`);
  }
  expect(wrong).toEqual([]);
};
