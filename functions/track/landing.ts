import { eventItem } from '../../shared/events/event.ts';
import type { EventStore } from '../../shared/events/event-store.ts';
import { type LandingPage, landingIdIn } from '../../shared/landing/landing-page.ts';
import type { LandingStore } from '../../shared/landing/landing-store.ts';
import { type Clock, toIso } from '../../shared/platform/clock.ts';
import type { HttpRequest, HttpResponse } from '../../shared/platform/http.ts';
import { localDate } from '../../shared/platform/time.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings/settings.ts';
import { type Brand, escaped, page } from './pages.ts';
import { verdictOf } from './visit.ts';

interface LandingDeps {
  readonly clock: Clock;
  readonly landingKey: () => Promise<Buffer>;
  readonly landings: Pick<LandingStore, 'get'>;
  readonly events: Pick<EventStore, 'append'>;
}

const WORDS = {
  ko: {
    over: '기간이 끝난 페이지입니다',
    soft: '이 제안은 더 이상 쓸 수 없습니다.',
    until: (date: string) => `${date}까지 쓸 수 있습니다.`,
  },
  en: {
    over: 'This page is over',
    soft: 'The offer can no longer be used.',
    until: (date: string) => `Valid until ${date}.`,
  },
} as const;

const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .filter((part) => part !== '')
    .map((part) => `<p>${escaped(part).replaceAll('\n', '<br>')}</p>`)
    .join('');

const over = ({ language }: LandingPage, brand: Brand | undefined): HttpResponse => {
  const words = WORDS[language];
  const body = `<h1>${words.over}</h1><p class="soft">${words.soft}</p>`;
  return page({ status: 410, title: words.over, brand, body, language });
};

/** A person who opens the page is an event of theirs, once; without a time of its own, so that a repeat is the same event. */
const viewed = ({ id, contentId, customerId, title }: LandingPage, now: string) =>
  eventItem({
    ...{ person: customerId, messageId: `landing-${id}`, type: 'track', name: 'Landing Page Viewed' },
    ...{ at: now, receivedAt: now, source: 'landing', body: { properties: { landing_id: contentId, title } } },
  });

/** The page of one person, by a signed link; nothing for a link that is not ours. */
export const createLanding =
  (deps: LandingDeps) =>
  async (request: HttpRequest, settings: Settings | undefined): Promise<HttpResponse | undefined> => {
    const { timezone } = settings ?? DEFAULT_SETTINGS;
    const id = landingIdIn(await deps.landingKey(), request.pathParameters.token ?? '');
    const found = id === undefined ? undefined : await deps.landings.get(id);
    if (!found) return undefined;
    const now = toIso(deps.clock());
    if (found.until <= now) return over(found, settings?.brand);
    // A scanner that looks into links is nobody who has seen an offer.
    if (verdictOf(request).actor === 'human') await deps.events.append(viewed(found, now));
    const words = WORDS[found.language];
    const body = [
      `<h1>${escaped(found.title)}</h1>`,
      paragraphs(found.text),
      found.offer === undefined ? '' : `<p class="done"><strong>${escaped(found.offer)}</strong></p>`,
      found.button === undefined
        ? ''
        : `<p><a class="go" href="${escaped(found.button.url)}">${escaped(found.button.label)}</a></p>`,
      `<p class="soft">${escaped(words.until(localDate(Date.parse(found.until), timezone)))}</p>`,
    ].join('\n');
    return page({ status: 200, title: found.title, brand: settings?.brand, body, language: found.language });
  };
