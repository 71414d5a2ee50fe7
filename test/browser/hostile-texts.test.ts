import { it } from 'vitest';
import { createLanding } from '../../functions/track/landing.ts';
import { askPage, type Brand, confirmPage, donePage, unknownPage } from '../../functions/track/pages.ts';
import { preferencePage } from '../../functions/track/preference-page.ts';
import { surveyPage, thanksPage } from '../../functions/track/survey-page.ts';
import { createInbox } from '../../infra/local/inbox/inbox.ts';
import { RECEIPT_PAGE_HEADERS, receiptPage } from '../../shared/insights/receipt-page.ts';
import { landingToken } from '../../shared/landing/landing-page.ts';
import type { HttpResponse } from '../../shared/platform/http.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings.ts';
import { HOSTILE_TEXTS, type PublicPage, sweepConsole, sweepPublic } from './hostile-sweep.ts';
import { describeInBrowser } from './house.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const KEY = Buffer.alloc(32, 7);

const brandOf = (text: string): Brand => ({
  ...DEFAULT_SETTINGS.brand,
  ...{ name: text, email: text, phone: text, address: text },
});

const landing = async (text: string): Promise<HttpResponse> => {
  const id = 'ab'.repeat(16);
  const answer = createLanding({
    ...{ clock: () => NOW, landingKey: async () => KEY, events: { append: async () => 'stored' } },
    landings: {
      get: async () => ({
        ...{ id, contentId: 'renewal', customerId: 'u:kim', language: 'ko', title: text, text, offer: text },
        ...{ button: { label: text, url: `https://shop.example/${encodeURIComponent(text)}` } },
        ...{ createdAt: '2026-11-23T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z', expiresAt: 1_900_000_000 },
      }),
    },
  });
  const request = {
    ...{ method: 'GET', path: '/l/x', query: {}, headers: {}, pathParameters: { token: landingToken(KEY, id) } },
    ...{ body: '', rawBody: Buffer.alloc(0), requestId: 'r', ip: '' },
  };
  return (await answer(request, { ...DEFAULT_SETTINGS, brand: brandOf(text) })) ?? unknownPage(undefined, 404);
};

/** Every page that is open to the public, with `text` wherever something of a shop or a person stands. */
const publicPages = async (text: string): Promise<readonly PublicPage[]> => {
  const brand = brandOf(text);
  const email = { channel: 'email', purpose: 'ad' } as const;
  const survey = { kind: 'nps', language: 'ko', question: text } as const;
  const shown = { brand, language: 'ko', survey, trial: true, answered: true } as const;
  const line = {
    id: 'sent',
    label: text,
    value: text,
    note: text,
    weight: 'part',
    tone: undefined,
    rule: false,
  } as const;
  const inbox = createInbox({ clock: () => NOW });
  const message = { channel: 'sms', to: text, from: text, subject: text, text, headers: { [text]: text } } as const;
  inbox.add(message);
  inbox.add({ ...message, channel: 'email', html: text });
  const served = [
    ['leave', askPage(brand, email, `/p/${text}`)],
    ['left', donePage(brand, email, '2026-11-23', '')],
    ['confirm', confirmPage(brand, [{ ko: text, en: text }])],
    ['unknown', unknownPage(brand, 404)],
    ['survey', surveyPage({ ...shown, status: 200, chosen: 3 })],
    ['thanks', thanksPage(shown)],
    [
      'preferences',
      preferencePage({
        ...{ language: 'ko', brand, channel: 'email', now: NOW, dateOf: (iso) => iso, said: text, asksWhy: true },
        standing: {
          ...{ customer: undefined, receives: true, topics: [{ id: text, name: { ko: text, en: text }, on: true }] },
          ...{ wishes: {}, channels: ['email'], preferred: undefined, objectedAt: undefined, consent: undefined },
        },
      }),
    ],
    ['landing', await landing(text)],
    ['inbox', inbox.handle({ method: 'GET', path: '/inbox', query: new URLSearchParams() })],
    [
      'receipt',
      {
        headers: { ...RECEIPT_PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' },
        body: receiptPage({
          ...{ language: 'ko', shop: text, title: text, name: text, when: text, lines: [line], foot: text },
          stamp: { word: text, text, tone: 'gain' },
        }),
      },
    ],
  ] as const;
  return served.map(([name, page]) => ({ name, headers: { ...page?.headers }, body: String(page?.body ?? '') }));
};

describeInBrowser('hostile texts in a real browser', (house) => {
  it('are text on every page of the console, run nothing and fit a phone', () => sweepConsole(house(), 0));

  it('are text on every page that is open to the public', async () => {
    for (const text of HOSTILE_TEXTS) await sweepPublic(house(), await publicPages(text), text);
  });
});
