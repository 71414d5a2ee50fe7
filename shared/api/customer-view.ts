import * as z from 'zod';
import type { Consent, ConsentState } from '../consent/consent-state.ts';
import { CONSENT_CHANNELS, type Evidence } from '../consent/evidence.ts';
import { nextReconfirmation, resultDue } from '../consent/notices.ts';
import { preferenceViewSchema } from '../delivery/preference.ts';
import { publicId } from '../events/person.ts';
import type { Money } from '../platform/money.ts';
import { moneySchema } from '../platform/money-schema.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import { PLATFORMS } from '../profiles/devices.ts';
import { type Customer, contactsSchema, idsOf } from '../profiles/profile.ts';
import type { Language } from '../scoring/churn-flag.ts';
import { churnSentence } from '../scoring/churn-words.ts';
import { firstOrderOf } from '../scoring/forecast.ts';
import { type Model, scoreCustomer } from '../scoring/model.ts';
import { CUSTOMER_KINDS, type KindRule } from '../settings/customer-kind.ts';
import { computedLineSchema } from './computed-view.ts';
import { figureReason, trustOf, trustSchema } from './model-view.ts';

export const reasonSchema = z.object({ code: z.string(), values: z.record(z.string(), z.number()), text: z.string() });

const decisionSchema = z.object({
  state: z.enum(['granted', 'withdrawn', 'pending']),
  at: z.string(),
  basis: z.string(),
  source: z.string().nullable(),
  wording: z.string().nullable(),
  receivedAt: z.string().nullable(),
  expiresAt: z.string().optional(),
  /** Who wrote it down, the address of the request, the imported file: as far as the evidence says. */
  by: z.string().nullable(),
  ip: z.string().nullable(),
  statedIp: z.string().nullable(),
  file: z.string().nullable(),
  /** Latest day of the notice of the result (정보통신망법 제50조 ⑦). */
  resultDue: z.string(),
  /** Grants: day before which the two-yearly notice is due (제50조 ⑧). */
  reconfirmBy: z.string().optional(),
});

export const channelConsentSchema = z.object({
  ad: decisionSchema.optional(),
  info: decisionSchema.optional(),
  night: decisionSchema.optional(),
  /** Ads about one topic, where the person said something about it. */
  topics: z.record(z.string(), decisionSchema).optional(),
  suppressed: z.object({ reason: z.string(), at: z.string() }).nullable(),
});

/** One line of a list. */
export const customerSummarySchema = z.object({
  id: z.string(),
  kind: z.enum(CUSTOMER_KINDS),
  traits: z.record(z.string(), z.unknown()),
  contacts: contactsSchema,
  stats: z.object({
    orders: z.number().int(),
    /** In the shop's currency, or in the only one the person has bought in; others stand beside it, never summed. */
    revenue: moneySchema,
    otherRevenue: z.array(moneySchema),
    firstOrderAt: z.string().nullable(),
    lastOrderAt: z.string().nullable(),
    firstSeenAt: z.string().nullable(),
    lastSeenAt: z.string().nullable(),
  }),
  rfm: z.object({ r: z.number(), f: z.number(), m: z.number(), segment: z.string(), asOf: z.string() }).nullable(),
  churn: z.object({
    flag: z.string(),
    pAlive: z.number().nullable(),
    /** Middle of when the next order comes if it does, and the span of eight in ten; null of who is gone. */
    expectedNextOrderAt: z.string().nullable(),
    expectedNextOrder: z.object({ from: z.string(), to: z.string() }).nullable(),
    reason: reasonSchema,
  }),
});

/** A device that showed a push token; the token itself is of no use to anybody but the sender. */
const deviceViewSchema = z.object({
  platform: z.enum(PLATFORMS),
  /** Its last signs. */
  token: z.string(),
  lastSeenAt: z.string(),
  /** Since when it takes no messages. */
  offAt: z.string().nullable(),
});

export const customerViewSchema = customerSummarySchema.extend({
  devices: z.array(deviceViewSchema),
  /** When the person objected to being scored. */
  objectedAt: z.string().nullable(),
  consent: z.record(z.string(), channelConsentSchema),
  value: z.object({
    expectedOrders12m: z.number().nullable(),
    expectedOrderValue: moneySchema.nullable(),
    clv12m: moneySchema.nullable(),
    /** Why a figure is missing or doubtful. */
    reason: reasonSchema.nullable(),
  }),
  /** Of who has never ordered: chance of doing so, from how long others took. */
  firstOrder: z.object({ chance: z.number(), withinDays: z.number().int() }).nullable(),
  /** How well these estimates told the last weeks. */
  backtest: trustSchema.nullable(),
  computed: z.array(computedLineSchema),
  segments: z.array(z.object({ id: z.string(), since: z.string() })),
  linkedIds: z.array(z.string()),
  /** Ads in a row without a human answer: no open, click, reached goal or order since. */
  ignoredAds: z.number().int(),
  /** By which channel the person would rather be written to, and why. */
  preferredChannel: preferenceViewSchema,
});
export type CustomerSummary = z.infer<typeof customerSummarySchema>;
export type CustomerView = z.infer<typeof customerViewSchema>;

export interface ViewContext {
  /** Model of the last successful run; absent before the first. */
  readonly model: Model | undefined;
  readonly currency: string;
  readonly language: Language;
  readonly customerKinds?: readonly KindRule[];
}

const NOT_COMPUTED = { ko: '아직 계산하지 않았습니다.', en: 'Not computed yet.' } as const;
const revenueOf = (customer: Customer, currency: string): { revenue: Money; otherRevenue: Money[] } => {
  const all = Object.entries(customer.fold.revenue).map(([code, amount]) => ({ amount, currency: code }));
  const main = all.find((money) => money.currency === currency) ?? (all.length === 1 ? all[0] : undefined);
  const revenue = main ?? { amount: 0, currency };
  return { revenue, otherRevenue: all.filter((money) => money !== main) };
};

/** What a list shows: exact values at the last successful run's asOf with its frozen thresholds (rule 15). */
export const summaryOf = (
  customer: Customer,
  { model, currency, language, customerKinds }: ViewContext,
): CustomerSummary => {
  const { fold } = customer;
  const scores = model ? scoreCustomer(customer, model) : undefined;
  return {
    id: publicId(customer.customerId),
    kind: kindOf(fold, customerKinds),
    traits: fold.traits,
    contacts: fold.contacts,
    stats: {
      orders: fold.orders,
      ...revenueOf(customer, currency),
      firstOrderAt: fold.firstOrderAt ?? null,
      lastOrderAt: fold.lastOrderAt ?? null,
      firstSeenAt: fold.firstSeenAt ?? null,
      lastSeenAt: fold.lastSeenAt ?? null,
    },
    rfm: scores?.rfm ? { ...scores.rfm, asOf: scores.asOf } : null,
    churn: {
      flag: scores?.churn.flag ?? 'not_enough_data',
      pAlive: scores?.churn.pAlive ?? null,
      expectedNextOrderAt: scores?.churn.expectedNextOrderAt ?? null,
      expectedNextOrder: scores?.churn.expectedNextOrder ?? null,
      reason: scores
        ? { ...scores.churn.reason, text: churnSentence(scores.churn, language) }
        : { code: 'not_computed', values: {}, text: NOT_COMPUTED[language] },
    },
  };
};

/** Why an address must not be written to, per channel. */
export type Suppressed = Readonly<Record<string, { readonly reason: string; readonly at: string } | undefined>>;

/** The consents of a person at `now` (ms) with the evidence that decided each. */
export const consentViewOf = (
  evidence: readonly Evidence[],
  states: Consent,
  suppressed: Suppressed,
  now: number,
): CustomerView['consent'] => {
  const said = (channel: string, purpose: string, topic: string | undefined, state: string): Evidence | undefined =>
    evidence
      .filter((row) => row.channel === channel && row.purpose === purpose && row.topic === topic && row.state === state)
      .sort((left, right) => (left.receivedAt < right.receivedAt ? 1 : -1))[0];
  const decision = (channel: string, purpose: string, state: ConsentState, topic?: string) => {
    const kind = state.state === 'pending' ? 'granted' : state.state;
    const row = said(channel, purpose, topic, kind) ?? said(channel, purpose, undefined, kind);
    return {
      state: state.state,
      at: state.at,
      basis: state.basis,
      source: row?.source ?? null,
      wording: row?.wording ?? null,
      receivedAt: row?.receivedAt ?? null,
      by: row?.by ?? null,
      ip: row?.ip ?? null,
      statedIp: row?.statedIp ?? null,
      file: row?.file ?? null,
      resultDue: resultDue(row?.receivedAt ?? state.at),
      ...(state.expiresAt === undefined ? {} : { expiresAt: state.expiresAt }),
      ...(state.state === 'granted' ? { reconfirmBy: nextReconfirmation(state.at, now) } : {}),
    };
  };
  const view: CustomerView['consent'] = {};
  for (const channel of CONSENT_CHANNELS) {
    const { ad, info, night, topics } = states[channel] ?? {};
    const mark = suppressed[channel];
    if (!ad && !info && !night && !topics && !mark) continue;
    const topical = Object.entries(topics ?? {}).map(([topic, state]) => [
      topic,
      decision(channel, 'ad', state, topic),
    ]);
    view[channel] = {
      ...(ad ? { ad: decision(channel, 'ad', ad) } : {}),
      ...(info ? { info: decision(channel, 'info', info) } : {}),
      ...(night ? { night: decision(channel, 'night', night) } : {}),
      ...(topical.length > 0 ? { topics: Object.fromEntries(topical) } : {}),
      suppressed: mark ?? null,
    };
  }
  return view;
};

/** The next twelve months, with the reason where a figure is missing or rests on a doubtful fit. */
const valueViewOf = (customer: Customer, { model, language }: ViewContext): CustomerView['value'] => {
  const scores = model?.estimates ? scoreCustomer(customer, model) : undefined;
  const value = scores?.value;
  const money = (amount: number | undefined) =>
    model === undefined || amount === undefined ? null : { amount: Math.round(amount), currency: model.currency };
  const code = (): string | undefined => {
    if (!scores) return 'no_model';
    if (customer.fold.objectedAt !== undefined) return 'objected';
    if (!scores.rfm) return 'no_order';
    if (!value) return 'too_few_repeat_buyers';
    return value.expectedOrderValue === undefined ? 'no_order_value' : model?.estimates?.bgNbd?.flaw;
  };
  const why = code();
  return {
    expectedOrders12m: value?.expectedOrders12m ?? null,
    expectedOrderValue: money(value?.expectedOrderValue),
    clv12m: money(value?.clv12m),
    reason: why === undefined ? null : figureReason(why, language),
  };
};

export const customerViewOf = (
  customer: Customer,
  consent: CustomerView['consent'],
  context: ViewContext,
  computed: CustomerView['computed'],
  answers: Pick<CustomerView, 'ignoredAds' | 'preferredChannel'>,
): CustomerView => ({
  ...summaryOf(customer, context),
  devices: (customer.fold.devices ?? []).map(({ platform, token, at, offAt }) => ({
    ...{ platform, token: `…${token.slice(-6)}`, lastSeenAt: at, offAt: offAt ?? null },
  })),
  objectedAt: customer.fold.objectedAt ?? null,
  consent,
  computed,
  value: valueViewOf(customer, context),
  firstOrder: firstOrderOf(customer, context.model) ?? null,
  backtest: trustOf(context.model),
  segments: (customer.segments ?? []).map(({ id, since }) => ({ id, since })),
  ...answers,
  linkedIds: idsOf(customer).map(publicId),
});
