import * as z from 'zod';
import { channelConsentSchema } from '../../../shared/api/customer-view.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { CONFIRMATION_VALID, confirmationToken, pendingOf } from '../../../shared/consent/confirmation.ts';
import { consentState, ledgerOf, objectionOf } from '../../../shared/consent/consent-state.ts';
import { CONSENT_BASES, CONSENT_CHANNELS, type ConsentChannel } from '../../../shared/consent/evidence.ts';
import { preferenceSchema, type Wishes, wishesOf } from '../../../shared/consent/preference.ts';
import { type RecordConsentDeps, recordConsent } from '../../../shared/consent/record-consent.ts';
import { recordChannelWish, recordPreference } from '../../../shared/consent/record-preference.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { createNoticeStore } from '../../../shared/notices/notice-store.ts';
import { noticeViewSchema, noticeViews } from '../../../shared/notices/notice-view.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { topicIdSchema } from '../../../shared/settings/topic.ts';
import { createTimerStore } from '../../../shared/timers/timer-store.ts';
import { LINK_KEY } from '../../../shared/tracking/token.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

const consentBodySchema = z.strictObject({
  purpose: z.enum(['ad', 'info']),
  state: z.enum(['granted', 'withdrawn']),
  /** Only ads of one kind, as settings define it; then without `night`. */
  topic: topicIdSchema.optional(),
  night: z.boolean().optional(),
  basis: z.enum(CONSENT_BASES).default('explicit'),
  at: z.iso.datetime({ offset: true }).optional(),
  source: z.string().min(1).max(200),
  wording: z.string().max(2_000).optional(),
  /** Network address from which the person said it. */
  ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** False for a form that anybody can fill in: with double opt-in the grant then waits for its confirmation. */
  verified: z.boolean().default(true),
});

const preferencesSchema = z
  .strictObject({
    /** Null ends a pause. */
    pausedUntil: z.iso.datetime({ offset: true }).nullable().optional(),
    most: preferenceSchema.shape.most,
    /** True: opens, clicks and links of the person are not followed any more. */
    untracked: z.boolean().optional(),
    /** By which the person would rather be written to; null: by any. Kept as the trait `preferredChannel`. */
    channel: z.enum(CONSENT_CHANNELS).nullable().optional(),
    source: z.string().min(1).max(200),
  })
  .refine(
    ({ pausedUntil, most, untracked, channel }) =>
      [pausedUntil, most, untracked, channel].some((wish) => wish !== undefined),
    'needs "pausedUntil" (a time or null), "most" ({ messages, days } or null), "untracked" (true or false) or "channel" (one of them or null)',
  );

const wishesSchema = z.object({
  pausedUntil: z.string().nullable(),
  most: z.object({ messages: z.number().int(), days: z.number().int() }).nullable(),
  untracked: z.boolean(),
});

const wishesViewOf = ({ pausedUntil, most, untracked }: Wishes) => ({
  ...{ pausedUntil: pausedUntil ?? null, most: most ?? null, untracked: untracked ?? false },
});

const profilingSchema = z.strictObject({
  state: z.enum(['objected', 'allowed']),
  at: z.iso.datetime({ offset: true }).optional(),
  source: z.string().min(1).max(200),
  wording: z.string().max(2_000).optional(),
});

const channelOf = (text: string | undefined): ConsentChannel => {
  const channel = z.enum(CONSENT_CHANNELS).safeParse(text);
  if (channel.success) return channel.data;
  const allowed = CONSENT_CHANNELS.join(', ');
  throw new DangolError('not_found', `There is no channel ${quote(text)}; allowed: ${allowed}.`);
};

/** What people say about messages and about being scored. */
export const consentRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock } = services;
  const people = createPeople(services);
  const events = createEventStore(dynamo, environment.EVENTS_TABLE);
  const notices = createNoticeStore(dynamo, environment.CONSENTS_TABLE);
  const timers = createTimerStore(dynamo, environment.TIMERS_TABLE);
  const recording = async (): Promise<RecordConsentDeps> => ({
    ...{ clock, events, timers, consents: people.consents, settings: services.settings.current },
    suppressions: await people.suppressions(),
  });

  return [
    route({
      method: 'PUT',
      path: '/v1/customers/{id}/consents/{channel}',
      scope: 'admin',
      tag: 'customers',
      summary: 'Record what a person said about messages on one channel, with its evidence',
      body: consentBodySchema,
      answer: channelConsentSchema.partial(),
      handle: async ({ params, key, body: { verified, ...body } }) => {
        const channel = channelOf(params.channel);
        // A refusal is recorded even before the profile is there; then only the address cannot be blocked as well.
        const { customerId, ids, fold } = await people.speaker(params.id ?? '');
        await recordConsent(await recording(), fold.contacts, {
          ...body,
          customerId,
          channel,
          by: key?.name,
          confirmed: verified,
          at: body.at === undefined ? undefined : toIso(Date.parse(body.at)),
        });
        const view = await people.consentOf(ids, fold);
        return { body: view[channel] ?? {} };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/customers/{id}/consents/{channel}/confirmation',
      scope: 'admin',
      tag: 'customers',
      summary:
        'A link by which the person confirms what waits on a channel (double opt-in); send it to that address only',
      answer: z.object({ path: z.string(), expiresAt: z.string() }),
      handle: async ({ params, now }) => {
        const channel = channelOf(params.channel);
        const { customerId, ids } = await people.speaker(params.id ?? '');
        const ask = { customerId, channel, issuedAt: toIso(now) };
        const evidence = await people.consents.evidenceOf(ids);
        const { doubleOptIn } = await services.settings.current();
        const consent = consentState(evidence, now, { doubleOptIn })[channel];
        if (pendingOf(consent, ask.issuedAt).length === 0)
          throw new DangolError('conflict', `Nothing waits for a confirmation on ${channel}.`);
        const linkKey = deriveKey(await services.signingKey(), LINK_KEY);
        const path = `/d/${confirmationToken(linkKey, ask)}`;
        return { status: 201, body: { path, expiresAt: toIso(now + CONFIRMATION_VALID) } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/notices',
      scope: 'read',
      tag: 'customers',
      summary: 'What a person was told or asked about consents, and what became of it',
      answer: z.object({ data: z.array(noticeViewSchema) }),
      handle: async ({ params }) => {
        const { ids } = await people.speaker(params.id ?? '');
        return { body: { data: noticeViews(await notices.of(ids)) } };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/customers/{id}/preferences',
      scope: 'admin',
      tag: 'customers',
      summary: 'Record how many ads a person wants, by which channel rather, and whether opens and clicks are followed',
      body: preferencesSchema,
      answer: wishesSchema,
      handle: async ({ params, key, body }) => {
        const { customerId, ids } = await people.speaker(params.id ?? '');
        const { pausedUntil, most, untracked, channel, source } = body;
        const until = typeof pausedUntil === 'string' ? toIso(Date.parse(pausedUntil)) : pausedUntil;
        const change = {
          ...{ customerId, source, by: key?.name ?? '' },
          ...(most === undefined ? {} : { most }),
          ...(untracked === undefined ? {} : { untracked }),
          ...(until === undefined ? {} : { pausedUntil: until }),
        };
        if ([pausedUntil, most, untracked].some((wish) => wish !== undefined))
          await recordPreference({ clock, events, consents: people.consents }, change);
        if (channel !== undefined) await recordChannelWish({ clock, events }, customerId, channel);
        return { body: wishesViewOf(wishesOf((await people.consents.saidBy(ids)).preferences)) };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/customers/{id}/profiling',
      scope: 'admin',
      tag: 'customers',
      summary: 'Record that a person objects to being scored, or allows it again',
      body: profilingSchema,
      answer: z.object({ objectedAt: z.string().nullable() }),
      handle: async ({ params, key, body: { state, at, source, wording } }) => {
        const { customerId, ids } = await people.speaker(params.id ?? '');
        await recordConsent(
          await recording(),
          {},
          {
            ...{ customerId, channel: 'person', purpose: 'profiling', source, wording, by: key?.name },
            state: state === 'objected' ? 'withdrawn' : 'granted',
            at: at === undefined ? undefined : toIso(Date.parse(at)),
          },
        );
        const objectedAt = objectionOf(ledgerOf(await people.consents.evidenceOf(ids)));
        return { body: { objectedAt: objectedAt ?? null } };
      },
    }),
  ];
};
