import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { readConfirmation } from '../../shared/consent/confirmation.ts';
import type { RecordDeps } from '../../shared/feedback/record-receipt.ts';
import type { TrackMessage } from '../../shared/feedback/track-message.ts';
import { type Clock, toIso } from '../../shared/platform/clock.ts';
import { type HttpRequest, type HttpResponse, httpHandler } from '../../shared/platform/http.ts';
import { log, metrics } from '../../shared/platform/log.ts';
import { localDate } from '../../shared/platform/time.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings/settings.ts';
import { parseCode, type ShortTarget, targetOf } from '../../shared/tracking/short-link.ts';
import type { ShortLinkStore } from '../../shared/tracking/short-link-store.ts';
import { type LinkPayload, sign, verify } from '../../shared/tracking/token.ts';
import { confirm } from './confirm.ts';
import { findReader } from './find-reader.ts';
import { leave } from './leave.ts';
import { messageBrand } from './message-brand.ts';
import { isOneClick } from './one-click.ts';
import { askPage, type Brand, donePage, laterPage, unknownPage } from './pages.ts';
import { reasonsForm } from './preference-page.ts';
import { preferences } from './preferences.ts';
import type { SurveyVisit } from './survey.ts';
import { userAgentOf, verdictOf } from './visit.ts';

interface Deps {
  readonly clock: Clock;
  /** Key of link signatures. */
  readonly linkKey: () => Promise<Buffer>;
  /** Keys whose signatures are believed, where they are more than the one that signs (after a rotation). */
  readonly readKeys?: () => Promise<readonly Buffer[]>;
  readonly record: () => Promise<RecordDeps>;
  readonly shortLinks: Pick<ShortLinkStore, 'find'>;
  /** The page of one person behind a signed link, if there is one. */
  readonly landing: (request: HttpRequest, settings: Settings | undefined) => Promise<HttpResponse | undefined>;
  /** The page of a message that asked something; nothing for any other message. */
  readonly survey: (request: HttpRequest, ref: string) => Promise<SurveyVisit | undefined>;
  /** Puts a visit on the feedback queue. */
  readonly report: (message: TrackMessage) => Promise<void>;
}

/** Transparent, 1 × 1. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const pixel = (status: number): HttpResponse => ({
  status,
  headers: { 'content-type': 'image/gif', 'cache-control': 'no-store, no-cache, must-revalidate, private' },
  body: PIXEL,
});

/** Bytes of a one-click body; the prescribed one has 26. */
const MOST_BYTES = 16 * 1024;

/** The brand for the page; a page without it is better than none. */
const settingsOf = async (deps: Deps): Promise<Settings | undefined> => {
  try {
    return await (await deps.record()).settings();
  } catch {
    return undefined;
  }
};
const brandOf = async (deps: Deps): Promise<Brand | undefined> => (await settingsOf(deps))?.brand;

/**
 * Reports a visit. Fails open: a reader gets the picture and the shop's page even if the queue is down, and the loss of
 * one figure is counted (`Feedback.lost`).
 */
const report = async (deps: Deps, request: HttpRequest, link: LinkPayload, kind: TrackMessage['kind']) => {
  try {
    await deps.report({
      source: 'track',
      kind,
      ref: link.ref,
      at: toIso(deps.clock()),
      method: request.method,
      userAgent: userAgentOf(request),
      ...verdictOf(request),
      ...(link.url === undefined ? {} : { url: link.url }),
    });
  } catch (error) {
    metrics.addMetric('Feedback.lost', MetricUnit.Count, 1);
    log.error('visit not queued', { kind, error: error instanceof Error ? error.name : 'unknown' });
  }
};

const open = async (deps: Deps, request: HttpRequest, link: LinkPayload | undefined): Promise<HttpResponse> => {
  if (!link) return pixel(404);
  await report(deps, request, link, 'open');
  return pixel(200);
};

/** Goes where the signature says and nowhere else (P9). */
const click = async (deps: Deps, request: HttpRequest, link: LinkPayload | undefined): Promise<HttpResponse> => {
  if (link?.url === undefined) return unknownPage(await brandOf(deps), 404);
  await report(deps, request, link, 'click');
  return { status: 302, headers: { location: link.url } };
};

/** The page's address for another kind of link to the same message. */
const linkTo = async (deps: Deps, kind: LinkPayload['kind'], ref: string): Promise<string> =>
  `/${kind}/${sign(await deps.linkKey(), { kind, ref })}`;

const unsubscribe = async (deps: Deps, request: HttpRequest, link: LinkPayload | undefined): Promise<HttpResponse> => {
  const settings = await settingsOf(deps);
  const own = settings?.brand;
  if (!link) return unknownPage(own, 404);
  const record = await deps.record();
  const reader = await findReader(record, link.ref, request);
  if (!reader) return unknownPage(own, 404);
  const brand = own && (await messageBrand(record, link.ref, own));
  const choices = await linkTo(deps, 'p', link.ref);
  if (request.method !== 'POST') {
    await report(deps, request, { ...link, url: link.kind }, 'visit');
    return askPage(brand, reader, choices);
  }
  if (!isOneClick(request)) return unknownPage(brand, 400);
  await leave(record, reader, 'unsubscribe link');
  await report(deps, request, link, 'unsubscribe');
  const today = localDate(deps.clock(), (settings ?? DEFAULT_SETTINGS).timezone);
  return donePage(brand, reader, today, reasonsForm('ko', `${choices}?lang=ko`));
};

const choose = async (deps: Deps, request: HttpRequest, link: LinkPayload | undefined): Promise<HttpResponse> => {
  if (!link) return unknownPage(await brandOf(deps), 404);
  const record = await deps.record();
  const settings = await record.settings();
  const reader = await findReader(record, link.ref, request);
  if (!reader) return unknownPage(settings.brand, 404);
  const brand = await messageBrand(record, link.ref, settings.brand);
  if (request.method !== 'POST') await report(deps, request, { ...link, url: link.kind }, 'visit');
  const reportLeft = () => report(deps, request, link, 'unsubscribe');
  return preferences({ record, settings, brand, reportLeft }, request, reader);
};

/** GET asks, and is a click of the message; POST answers. */
const survey = async (deps: Deps, request: HttpRequest, link: LinkPayload | undefined): Promise<HttpResponse> => {
  const visit = link && (await deps.survey(request, link.ref));
  if (!visit) return unknownPage(await brandOf(deps), 404);
  if (request.method !== 'POST') await report(deps, request, { ...link, url: visit.link }, 'click');
  return visit.response;
};

/** What the first key reads that can read it. */
const firstRead = async <T>(deps: Deps, read: (key: Buffer) => T | undefined): Promise<T | undefined> => {
  for (const key of (await deps.readKeys?.()) ?? [await deps.linkKey()]) {
    const found = read(key);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** `/d/…` carries no message but a sealed question (double opt-in). */
const doubleOptIn = async (deps: Deps, request: HttpRequest, token: string): Promise<HttpResponse> => {
  const ask = await firstRead(deps, (key) => readConfirmation(key, token, deps.clock()));
  return ask ? confirm(await deps.record(), request, ask) : unknownPage(await brandOf(deps), 404);
};

const ROUTES = { o: open, c: click, u: unsubscribe, p: choose, q: survey } as const;
type Kind = keyof typeof ROUTES;
const isKind = (text: string | undefined): text is Kind => text !== undefined && Object.hasOwn(ROUTES, text);

/** What a short link stands for: read from the row that its message left; nothing that a stranger made up has one. */
const targetOfCode = async (
  deps: Deps,
  code: string,
): Promise<(ShortTarget & { readonly ref: string }) | undefined> => {
  const parts = parseCode(code);
  const row = parts && (await deps.shortLinks.find(parts.name));
  const target = row && targetOf(parts.sign, row);
  return target && { ...target, ref: row.ref };
};

/** A link in a text: the same answers and the same reports as the signed link that it stands for. */
const short = async (deps: Deps, request: HttpRequest): Promise<HttpResponse> => {
  const link = await targetOfCode(deps, request.pathParameters.code ?? '');
  if (!link) return unknownPage(await brandOf(deps), 404);
  if (link.kind === 'd') return doubleOptIn(deps, request, link.token);
  if (link.kind === 'c' && request.method === 'POST') return unknownPage(await brandOf(deps), 404);
  return ROUTES[link.kind](deps, request, link);
};

/** Links in messages: open pixel, click, unsubscribe, preferences, survey. Public; a signed token is the only thing that is believed. */
export const createHandler = (deps: Deps) =>
  httpHandler(
    async (request) => {
      const kind = /^\/([a-z])\//.exec(request.path)?.[1];
      if (!isKind(kind) && kind !== 'd' && kind !== 's' && kind !== 'l') return unknownPage(await brandOf(deps), 404);
      try {
        if (kind === 'l') {
          const settings = await settingsOf(deps);
          return (await deps.landing(request, settings)) ?? unknownPage(settings?.brand, 404);
        }
        if (kind === 's') return await short(deps, request);
        if (kind === 'd') return await doubleOptIn(deps, request, request.pathParameters.token ?? '');
        const payload = await firstRead(deps, (key) => verify(key, request.pathParameters.token ?? ''));
        return await ROUTES[kind](deps, request, payload?.kind === kind ? payload : undefined);
      } catch (error) {
        log.error('link not served', { kind, error: error instanceof Error ? error.name : 'unknown' });
        metrics.addMetric('Links.failed', MetricUnit.Count, 1);
        return kind === 'o' ? pixel(503) : laterPage(await brandOf(deps));
      }
    },
    { maxBodyBytes: MOST_BYTES },
  );
