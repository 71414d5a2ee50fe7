import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { isMasked } from '../../../shared/api/personal.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { addCodes, MAX_CODES } from '../../../shared/coupons/add-codes.ts';
import { codeMaker, codeSchema } from '../../../shared/coupons/code.ts';
import { type Coupon, OUT_STATES, usableAt } from '../../../shared/coupons/coupon.ts';
import { COUPON_POOL, poolSchema, runsLow, totalOf, warnBelowOf } from '../../../shared/coupons/pool.ts';
import { publicId } from '../../../shared/events/person.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { BUCKET_NAMES } from '../../../shared/platform/hash.ts';
import { maskCode } from '../../../shared/platform/mask.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { idsOf } from '../../../shared/profiles/profile.ts';
import { createCouponDesk } from '../coupon-desk.ts';
import { definitionRoutes } from '../definition-routes.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

const couponViewSchema = z.object({
  code: z.string(),
  pool: z.string(),
  state: z.enum(['free', ...OUT_STATES]),
  usable: z.boolean(),
  reason: z.enum(['free', 'redeemed', 'withdrawn', 'expired']).nullable(),
  customerId: z.string().nullable(),
  issuedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  /** Of the order that earned the coupon, and of the one that used it. */
  earnedBy: z.string().nullable(),
  orderId: z.string().nullable(),
  redeemedAt: z.string().nullable(),
  withdrawnAt: z.string().nullable(),
});

const nobodys = (code: string, pool: string) => ({
  ...{ code, pool, state: 'free' as const, usable: false, reason: 'free' as const, customerId: null, issuedAt: null },
  ...{ expiresAt: null, earnedBy: null, orderId: null, redeemedAt: null, withdrawnAt: null },
});

export const couponView = (coupon: Coupon, now: string) => ({
  ...{ code: coupon.code, pool: coupon.pool, state: coupon.state },
  ...usableAt(coupon, now),
  customerId: coupon.customerId === undefined ? null : publicId(coupon.customerId),
  issuedAt: coupon.issuedAt ?? null,
  expiresAt: coupon.expiresAt ?? null,
  earnedBy: coupon.forOrder ?? null,
  orderId: coupon.orderId ?? null,
  redeemedAt: coupon.redeemedAt ?? null,
  withdrawnAt: coupon.withdrawnAt ?? null,
});

const statisticsSchema = z.object({
  ...{ total: z.number(), free: z.number(), issued: z.number(), redeemed: z.number(), withdrawn: z.number() },
  ...{ warnBelow: z.number(), low: z.boolean() },
});

const addSchema = z
  .strictObject({
    codes: z.array(codeSchema).min(1).max(MAX_CODES).optional(),
    generate: z.number().int().min(1).max(MAX_CODES).optional(),
    /** Names what is generated: the same batch is the same codes, so that a call may be repeated. */
    batch: z.string().min(1).max(100).optional(),
  })
  .refine(({ codes, generate }) => (codes === undefined) !== (generate === undefined), {
    error: 'give either "codes" or "generate"',
  })
  .refine(({ codes, batch }) => codes === undefined || batch === undefined, {
    error: 'belongs to "generate"; codes of yours are their own names',
    path: ['batch'],
  });

const issueSchema = z.strictObject({
  customerId: z.string().min(1).max(500),
  effectId: z.string().min(1).max(300),
  orderId: z.string().min(1).max(300).optional(),
});
const issuedSchema = couponViewSchema.extend({ offer: z.string().nullable() });

const REFUSED = {
  empty: 'has no free code left; add some with POST /v1/coupons/{id}/codes',
  expired: 'has expired; PUT a later "expiresAt"',
  archived: 'is archived',
  refunded: 'gives nothing for this order, which was given back',
} as const;

const positionSchema = z.object({ shard: z.enum(BUCKET_NAMES), part: z.string().min(1).max(100) });

/** Pools of coupon codes: what is in them, handing out, looking up, taking back. */
export const couponRoutes = (services: Services): readonly Route[] => {
  const { clock, definitions, signingKey } = services;
  const { store, issue } = createCouponDesk(services);
  const people = createPeople(services);
  const pools = definitionRoutes({
    ...{ definitions, kind: COUPON_POOL, noun: 'coupon pool', path: '/v1/coupons', tag: 'coupons', prefix: 'pool' },
    summaries: {
      list: 'Pools of coupon codes',
      create: 'A new pool; its codes are added by POST /v1/coupons/{id}/codes',
      read: 'One pool',
      update: 'Change a pool; codes that are out keep what they were given with',
      archive: 'Archive a pool: no code is handed out any more, those that are out stay valid',
    },
    schema: poolSchema,
    check: async (_id, body) => parse(poolSchema, body, 'Coupon pool'),
    said: ({ offer }) => [offer ?? ''],
    heldBy: async () => undefined,
  });
  const now = (): string => toIso(clock());

  return [
    ...pools.routes,
    route({
      method: 'GET',
      path: '/v1/coupons/{id}/statistics',
      scope: 'read',
      tag: 'coupons',
      summary: 'How many codes of a pool are free, handed out, used and withdrawn; whether it runs low',
      answer: statisticsSchema,
      handle: async ({ params }) => {
        const { id, body } = await pools.find(params.id ?? '');
        const counts = await store.counts(id);
        const pool = poolSchema.parse(body);
        const warnBelow = warnBelowOf(pool, counts);
        return { body: { total: totalOf(counts), ...counts, warnBelow, low: runsLow(pool, counts) } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/coupons/{id}/codes',
      scope: 'author',
      tag: 'coupons',
      summary: `Add up to ${MAX_CODES} codes: your own, or generated ones; a repeat adds none twice`,
      body: addSchema,
      answer: z.object({ added: z.number(), known: z.number() }),
      handle: async ({ params, body }) => {
        const { id, body: stored } = await pools.find(params.id ?? '');
        if (body.codes) return { status: 201, body: await addCodes(store, id, body.codes) };
        const { form } = poolSchema.parse(stored);
        const make = codeMaker(await signingKey(), id, body.batch ?? randomUUID(), form);
        const codes = Array.from({ length: body.generate ?? 0 }, (_, index) => make(index));
        return { status: 201, body: await addCodes(store, id, codes) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/coupons/{id}/codes',
      scope: 'approve',
      tag: 'coupons',
      summary: 'Codes of a pool with their state, for the shop’s own till',
      query: z.object({ ...pageQuery, state: z.enum(['free', ...OUT_STATES]).optional() }),
      answer: listOf(couponViewSchema),
      handle: async ({ params, query }) => {
        const { id } = await pools.find(params.id ?? '');
        const from = query.cursor === undefined ? undefined : fromCursor(positionSchema, query.cursor);
        const { found, next } = await store.page(id, query.limit, from);
        const data = found
          .filter(({ state }) => query.state === undefined || state === query.state)
          .map((one) => (one.state === 'free' ? nobodys(one.code, one.pool) : couponView(one, now())));
        return { body: { data, nextCursor: next ? toCursor(next) : null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/coupons/{id}/issue',
      scope: 'send',
      tag: 'coupons',
      summary: 'Hand one free code to a customer; the same effectId gets the same code',
      body: issueSchema,
      answer: issuedSchema,
      handle: async ({ params, body: { customerId: id, effectId, orderId } }) => {
        const customer = await people.get(id);
        const { customerId } = customer;
        const pool = params.id ?? '';
        // Calls from outside have names of their own: none can take, or be taken for, the effect of a journey or campaign.
        const issued = await issue({ pool, customerId, effectId: `api ${effectId}`, orderId });
        if (issued.kind === 'refused')
          throw new DangolError('conflict', `The coupon pool "${pool}" ${REFUSED[issued.reason]}.`);
        const { coupon, first } = issued;
        if (coupon.pool !== pool || (coupon.customerId !== undefined && !idsOf(customer).includes(coupon.customerId))) {
          throw new DangolError(
            'conflict',
            `effectId ${quote(effectId)} has handed out a code of "${coupon.pool}" to a customer before; name each occasion by an id of its own.`,
          );
        }
        return {
          status: first ? 201 : 200,
          body: { ...couponView(coupon, now()), offer: issued.pool.offer ?? null },
        };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/coupon-codes/{code}',
      scope: 'read',
      tag: 'coupons',
      summary: 'What a till asks: whose a code is, and whether it may be used now',
      answer: couponViewSchema,
      handle: async ({ params }) => {
        const code = parse(codeSchema, params.code ?? '', 'code', 'invalid_request');
        const pool = await store.poolOf(code);
        if (pool === undefined) throw new DangolError('not_found', `No pool has the code ${quote(code)}.`);
        const coupon = await store.findOut(code);
        return { body: coupon ? couponView(coupon, now()) : nobodys(code, pool) };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/coupon-codes/{code}/withdraw',
      scope: 'approve',
      tag: 'coupons',
      summary: 'Take back a code that was handed out and not used yet',
      answer: couponViewSchema,
      handle: async ({ params }) => {
        const code = parse(codeSchema, params.code ?? '', 'code', 'invalid_request');
        const coupon = await store.findOut(code);
        if (!coupon) throw new DangolError('not_found', `The code ${quote(code)} was not handed out to anybody.`);
        if (coupon.state === 'withdrawn') return { body: couponView(coupon, now()) };
        const after = { ...coupon, state: 'withdrawn' as const, withdrawnAt: now(), withdrawnWhy: 'by hand' };
        if (coupon.state === 'redeemed' || !(await store.change(coupon, after)))
          throw new DangolError('conflict', `The code ${quote(code)} has been used; there is nothing to take back.`);
        return { body: couponView(after, now()) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/coupons',
      scope: 'read',
      tag: 'coupons',
      summary: 'Codes that a customer was given or has used',
      answer: listOf(couponViewSchema),
      handle: async ({ params, key }) => {
        const customer = await people.get(params.id ?? '');
        const found = await store.ofPerson(idsOf(customer));
        // Whoever knows a code can use it.
        const masked = isMasked(key, undefined);
        const data = found
          .map((coupon) => couponView(coupon, now()))
          .map((one) => (masked ? { ...one, code: maskCode(one.code) } : one));
        return { body: { data, nextCursor: null } };
      },
    }),
  ];
};
