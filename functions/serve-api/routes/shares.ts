import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { impactReceipt } from '../../../shared/insights/impact-lines.ts';
import { readImpact } from '../../../shared/insights/read-impact.ts';
import { readReport } from '../../../shared/insights/read-report.ts';
import { receiptOf } from '../../../shared/insights/receipt.ts';
import { closedPage, RECEIPT_PAGE_HEADERS, receiptPage } from '../../../shared/insights/receipt-page.ts';
import {
  isOpen,
  newShareId,
  readShareToken,
  SHARE,
  SHARE_KEY,
  type Share,
  shareSchema,
  shareToken,
} from '../../../shared/insights/share.ts';
import { DAY, toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { localDate } from '../../../shared/platform/time.ts';
import { reportDeps } from '../report-deps.ts';
import type { Services } from '../services.ts';

const orderSchema = z
  .strictObject({
    campaignId: z.string().max(80).optional(),
    journeyId: z.string().max(80).optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    days: z.number().int().min(1).max(90).default(30),
    language: z.enum(['ko', 'en']).optional(),
  })
  .refine(
    ({ campaignId, journeyId, from, to }) =>
      (campaignId === undefined) === (from !== undefined && to !== undefined) &&
      (campaignId === undefined || journeyId === undefined),
    'names either a campaignId, or the days from and to, of a journeyId or of all',
  );

const viewSchema = z.object({
  id: z.string(),
  campaignId: z.string().nullable(),
  journeyId: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
  expiresAt: z.string(),
  state: z.enum(['open', 'ended', 'revoked']),
});

/** Links by which somebody without a login sees a receipt for a while. */
export const shareRoutes = (services: Services): readonly Route[] => {
  const { environment, clock, definitions, settings } = services;
  const deps = reportDeps(services);
  const key = async (): Promise<Buffer> => deriveKey(await services.signingKey(), SHARE_KEY);

  const viewOf = (id: string, share: Share) => ({
    id,
    campaignId: 'campaignId' in share.what ? share.what.campaignId : null,
    journeyId: 'from' in share.what ? (share.what.journeyId ?? null) : null,
    from: 'from' in share.what ? share.what.from : null,
    to: 'to' in share.what ? share.what.to : null,
    ...{ createdAt: share.createdAt, createdBy: share.createdBy, expiresAt: share.expiresAt },
    state:
      share.revokedAt !== null ? ('revoked' as const) : isOpen(share, clock()) ? ('open' as const) : ('ended' as const),
  });

  const spanReceipt = async (
    { journeyId, ...span }: Exclude<Share['what'], { campaignId: string }>,
    language: Share['language'],
  ) => impactReceipt(await readImpact(deps, { ...span, granularity: 'month' }), journeyId, language);

  const pageOf = async ({ what, language }: Share): Promise<string> => {
    const { brand, timezone } = await settings.current();
    const when = localDate(clock(), timezone);
    if ('campaignId' in what) {
      const { title, name, lines, stamp, foot } = receiptOf(await readReport(deps, what.campaignId), { language });
      return receiptPage({ language, shop: brand.name, title, name, when, lines, stamp, foot });
    }
    const receipt = await spanReceipt(what, language);
    return receipt ? receiptPage({ ...receipt, language, shop: brand.name, when, stamp: undefined }) : closedPage();
  };

  return [
    route({
      method: 'POST',
      path: '/v1/shares',
      scope: 'author',
      tag: 'reports',
      summary: 'A link by which somebody without a login sees a receipt, for so many days',
      body: orderSchema,
      answer: viewSchema.extend({ url: z.string() }),
      handle: async ({ body: { campaignId, journeyId, from = '', to = '', days, language }, key: caller }) => {
        if (campaignId !== undefined) await readReport(deps, campaignId);
        else if (from > to) throw new DangolError('invalid', `from ${from} is after to ${to}; give an earlier from.`);
        const what =
          campaignId === undefined ? { from, to, ...(journeyId === undefined ? {} : { journeyId }) } : { campaignId };
        if ('journeyId' in what && !(await spanReceipt(what, 'ko')))
          throw new DangolError(
            'not_found',
            `The journey ${quote(journeyId ?? '')} sent nothing from ${from} to ${to}; GET /v1/reports/impact lists those that did.`,
          );
        const now = clock();
        const share: Share = {
          what,
          language: language ?? (await settings.current()).language,
          ...{
            createdAt: toIso(now),
            createdBy: caller?.name ?? null,
            expiresAt: toIso(now + days * DAY),
            revokedAt: null,
          },
        };
        const id = newShareId();
        const token = shareToken(await key(), id);
        await definitions.save(SHARE, id, share);
        const view = viewOf(id, share);
        const url = `${environment.PUBLIC_URL}/r/${token}`;
        // Whoever has the link sees the receipt: an answer that is kept must not hold it.
        return { status: 201, body: { ...view, url }, repeat: { ...view, url: null } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/shares',
      scope: 'read',
      tag: 'reports',
      summary: 'Links that were given, newest first; the links themselves are in the answer of their making only',
      answer: z.object({ data: z.array(viewSchema) }),
      handle: async () => {
        const all = (await definitions.listAll(SHARE)).map(({ id, body }) => viewOf(id, shareSchema.parse(body)));
        return { body: { data: all.sort((left, right) => (left.createdAt < right.createdAt ? 1 : -1)) } };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/shares/{id}',
      scope: 'author',
      tag: 'reports',
      summary: 'Takes a link back',
      answer: viewSchema,
      handle: async ({ params: { id = '' } }) => {
        const found = await definitions.get(SHARE, id);
        if (!found) throw new DangolError('not_found', `There is no shared link ${quote(id)}.`);
        const share = shareSchema.parse(found.body);
        const revoked = { ...share, revokedAt: share.revokedAt ?? toIso(clock()) };
        if (share.revokedAt === null) await definitions.save(SHARE, id, revoked, { expected: found.version });
        return { body: viewOf(id, revoked) };
      },
    }),
    route({
      method: 'GET',
      path: '/r/{token}',
      scope: 'public',
      tag: 'reports',
      summary: 'The receipt behind a shared link, a page without script',
      handle: async ({ params: { token = '' } }) => {
        const answer = (status: number, body: string) => ({
          status,
          text: { type: 'text/html; charset=utf-8', body },
          headers: RECEIPT_PAGE_HEADERS,
        });
        const id = readShareToken(await key(), token);
        const found = id === undefined ? undefined : await definitions.get(SHARE, id);
        const share = found && shareSchema.parse(found.body);
        if (!share || !isOpen(share, clock())) return answer(404, closedPage());
        return answer(200, await pageOf(share));
      },
    }),
  ];
};
