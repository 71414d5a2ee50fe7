import * as z from 'zod';
import { toIso } from '../platform/clock.ts';
import { currencySchema } from '../platform/money.ts';
import { isTimeZone } from '../platform/time.ts';
import { brandSchema, brandsSchema } from './brand.ts';
import { kindRuleSchema } from './customer-kind.ts';
import { kakaoSettingsSchema } from './kakao.ts';
import { mailSettingsSchema } from './mail-settings.ts';
import { pushSettingsSchema } from './push.ts';
import { targetSchema } from './target.ts';
import { textSettingsSchema } from './text-carrier.ts';
import { topicIdSchema } from './topic.ts';

const minuteText = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 21:00');

const positive = z.number().positive().max(1e9);

const share = z.number().min(0).max(1).nullable();

const utmText = z.string().trim().min(1).max(100);

const topicName = z.string().trim().min(1).max(60);

const since = z.iso
  .datetime({ offset: true })
  .transform((time) => toIso(Date.parse(time)))
  .nullable()
  .default(null);

/** Everything that a person may set; each field has the default that a small Korean shop needs. */
export const settingsSchema = z.object({
  timezone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Asia/Seoul').default('Asia/Seoul'),
  currency: currencySchema.default('KRW'),
  language: z.enum(['ko', 'en']).default('ko'),
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a two-letter ISO 3166 code such as KR')
    .nullable()
    .default('KR'),
  undoMinutes: z.number().int().min(0).max(60).default(0),
  brand: brandSchema.default(() => brandSchema.parse({})),
  /** Further senders; a template or a campaign names one. What one leaves out is as in `brand`. */
  brands: brandsSchema,
  rfm: z
    .object({
      scoring: z.enum(['rank', 'ntile', 'breaks']).default('rank'),
      frequency: z.enum(['orders', 'days']).default('orders'),
      /** Upper-exclusive limits of scores 1…4, used only with `scoring: "breaks"`; recency in days, money in minor units. */
      breaks: z
        .object({
          recency: z.tuple([z.number(), z.number(), z.number(), z.number()]),
          frequency: z.tuple([z.number(), z.number(), z.number(), z.number()]),
          monetary: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        })
        .optional(),
    })
    .default({ scoring: 'rank', frequency: 'orders' }),
  churn: z
    .object({
      /** A one-time buyer counts as slipping away after this many days, as gone after the second number. */
      oneTimeDays: z.tuple([z.number().int().min(1), z.number().int().min(1)]).default([60, 180]),
      /** A returning buyer: multiples of the person's own usual gap between purchase days. */
      gapMultiples: z.tuple([z.number().positive(), z.number().positive()]).default([2, 4]),
      /** `learned`: limits come from the shop's own past where there is enough of it; `rules`: always the two above. */
      method: z.enum(['learned', 'rules']).default('learned'),
      /** How far ahead the learned flag looks, in days; never further than the shop has been watched. */
      horizonDays: z.number().int().min(7).max(730).default(273),
    })
    .default({ oneTimeDays: [60, 180], gapMultiples: [2, 4], method: 'learned', horizonDays: 273 }),
  model: z
    .object({
      unitDays: z.number().positive().default(7),
      /** Parameters given here are used instead of fitted ones; times in `unitDays`, money in major units of the currency. */
      bgNbd: z.object({ r: positive, alpha: positive, a: positive, b: positive }).nullable().optional(),
      gammaGamma: z.object({ p: positive, q: positive, v: positive }).nullable().optional(),
      discountMonthly: z.number().min(0).max(1).default(0.01),
      /** Contribution margin: the part of revenue that a sale leaves. */
      margin: z.number().min(0).max(1).default(0.3),
    })
    .default({ unitDays: 7, discountMonthly: 0.01, margin: 0.3 }),
  /** Customer ids of the people who see a campaign before anybody else (`POST /v1/campaigns/{id}/test`). */
  testGroup: z.array(z.string().min(1).max(500)).max(10).default([]),
  /** `another`: a campaign goes out only as somebody other than its last author has approved it. */
  approval: z.enum(['none', 'another']).default('none'),
  /** No ads in this span of the receiver's local time; Korean law: 21:00–08:00 (정보통신망법 제50조 ③). */
  quietHours: z.object({ from: minuteText, to: minuteText }).default({ from: '21:00', to: '08:00' }),
  /**
   * Ads that one person gets at most, on all channels together, within so many days that end now. `keptForHigh` of them are
   * left to campaigns of high priority.
   */
  caps: z
    .array(
      z
        .strictObject({
          messages: z.number().int().min(1).max(100),
          days: z.number().int().min(1).max(366),
          keptForHigh: z.number().int().min(0).default(0),
        })
        .refine(({ messages, keptForHigh }) => keptForHigh < messages, {
          error: 'must be less than "messages", or no other campaign could ever send',
          path: ['keptForHigh'],
        }),
    )
    .max(5)
    .default([]),
  /**
   * A share of all people who get no ads at all, so that months of ads can be held against none; `salt` draws them, for good or, with `months`,
   * for so many calendar months of the shop's zone, after which others are drawn.
   */
  holdout: z
    .strictObject({
      share: z.number().min(0).max(0.5).default(0),
      salt: z.string().min(1).max(60).default('holdout'),
      months: z.number().int().min(1).max(24).optional(),
    })
    .default({ share: 0, salt: 'holdout' }),
  /** Days after its start that a campaign waits for a person's budget; then the person is skipped. */
  capWaitDays: z.number().int().min(0).max(30).default(3),
  /**
   * Shares of the people written to beyond which a campaign pauses by itself; null: not looked at. Defaults of bounces and
   * complaints: where Amazon SES puts an account under review.
   */
  guardrails: z
    .strictObject({
      bounce: share.default(0.05),
      complaint: share.default(0.001),
      unsubscribe: share.default(0.03),
      failure: share.default(0.2),
    })
    .default({ bounce: 0.05, complaint: 0.001, unsubscribe: 0.03, failure: 0.2 }),
  /**
   * The same over all messages of a channel in the newest `days`: beyond one of them all ads of the channel pause. Bounces and
   * complaints as Amazon SES reviews an account; it may stop sending at 10 % and 0.5 %.
   */
  accountGuardrails: z
    .strictObject({
      days: z.number().int().min(1).max(30).default(7),
      bounce: share.default(0.05),
      complaint: share.default(0.001),
      unsubscribe: share.default(0.03),
      failure: share.default(0.2),
    })
    .default({ days: 7, bounce: 0.05, complaint: 0.001, unsubscribe: 0.03, failure: 0.2 }),
  /** Who hears on Monday morning what the week's campaigns did: customer ids of people of the shop, by e-mail, and ids of webhooks. */
  digest: z
    .strictObject({
      to: z.array(z.string().min(1).max(500)).max(10).default([]),
      webhooks: z.array(z.string().min(1).max(80)).max(5).default([]),
    })
    .default({ to: [], webhooks: [] }),
  /** Who answers a survey with a low score and a comment: `tasks` makes a task of it, due after so many hours. */
  surveys: z
    .strictObject({
      tasks: z.boolean().default(false),
      assignee: z.string().trim().min(1).max(120).nullable().default(null),
      dueHours: z.number().int().min(1).max(720).default(24),
    })
    .default({ tasks: false, assignee: null, dueHours: 24 }),
  /** Price of one message in thousandths of the currency's minor unit, so that 0.1 USD per 1,000 mails has a whole number. */
  prices: z
    .object({
      emailMilli: z.number().int().min(0).default(150),
      smsPartMilli: z.number().int().min(0).default(20_000),
      /** What the account's own cloud takes for a message with its receipts: docs/scale.md counts it. */
      platformMilli: z.number().int().min(0).default(10),
      /** Texts that a Korean provider carries, by the kind they go out as. */
      koreanSmsMilli: z.number().int().min(0).default(20_000),
      koreanLmsMilli: z.number().int().min(0).default(50_000),
      koreanMmsMilli: z.number().int().min(0).default(200_000),
      alimtalkMilli: z.number().int().min(0).default(19_000),
      /** A Brand Message to friends of the channel, and one that others get as well. */
      brandMessageMilli: z.number().int().min(0).default(25_000),
      brandMessageOthersMilli: z.number().int().min(0).default(35_000),
    })
    .default({
      ...{ emailMilli: 150, smsPartMilli: 20_000, platformMilli: 10 },
      ...{ koreanSmsMilli: 20_000, koreanLmsMilli: 50_000, koreanMmsMilli: 200_000, alimtalkMilli: 19_000 },
      ...{ brandMessageMilli: 25_000, brandMessageOthersMilli: 35_000 },
    }),
  /** Who carries texts to which country, and from which number. */
  sms: textSettingsSchema.default({ provider: {}, awsSender: null, kakaoChannel: null, certificate: null }),
  email: mailSettingsSchema.default({ reserve: 0.1, warmUp: null }),
  /** Messages handed to a provider per second, over all workers; of mails never more than the account may. */
  rates: z
    .object({
      email: z.number().int().min(1).default(200),
      sms: z.number().int().min(1).default(50),
      push: z.number().int().min(1).default(500),
      kakao: z.number().int().min(1).default(50),
    })
    .default({ email: 200, sms: 50, push: 500, kakao: 50 }),
  kakao: kakaoSettingsSchema.default({ friends: null, approval: null, friendTrait: 'kakaoFriend' }),
  /** App push. */
  push: pushSettingsSchema.default({ links: [] }),
  /** Tags of links to the shop's own `hosts`; none where no host is named. `{channel}` and `{campaign}` are filled in. */
  utm: z
    .strictObject({
      hosts: z
        .array(z.string().regex(/^[a-z0-9.-]{1,253}$/, 'must be a host such as shop.example.com'))
        .max(20)
        .default([]),
      source: utmText.default('dangol'),
      medium: utmText.default('{channel}'),
      campaign: utmText.default('{campaign}'),
    })
    .default({ hosts: [], source: 'dangol', medium: '{channel}', campaign: '{campaign}' }),
  /** Kinds of ads that a person can choose among; a template or campaign may name one. */
  topics: z
    .array(z.strictObject({ id: topicIdSchema, name: z.object({ ko: topicName, en: topicName }) }))
    .max(20)
    .refine((topics) => new Set(topics.map(({ id }) => id)).size === topics.length, 'two topics have one id')
    .default([]),
  /**
   * Double opt-in per channel: grants received from this time on count only when their confirmation was clicked, or when
   * somebody with an API key recorded them. Null: off.
   */
  doubleOptIn: z.object({ email: since, sms: since }).default({ email: null, sms: null }),
  /** The nightly tables for SQL. */
  sqlExport: z
    .object({
      enabled: z.boolean().default(true),
      /** `hashed`: addresses and numbers leave only as keyed hashes, and are masked inside of properties. */
      contacts: z.enum(['hashed', 'clear']).default('hashed'),
      /** Names of traits that go along; none unless named. */
      traits: z.array(z.string().min(1).max(200)).max(50).default([]),
      /** Days of events that are kept. */
      keepDays: z.number().int().min(1).max(4_000).default(400),
    })
    .default({ enabled: true, contacts: 'hashed', traits: [], keepDays: 400 }),
  /**
   * Notices that Korean law asks for, sent since these times; null: not by this system. `result` of a consent or refusal
   * within 14 days (정보통신망법 제50조 ⑦), `reconfirm` every two years (⑧). `elsewhere`: another system sends them.
   */
  notices: z
    .object({ result: since, reconfirm: since, elsewhere: z.boolean().default(false) })
    .default({ result: null, reconfirm: null, elsewhere: false }),
  /** Who is no consumer, in order of precedence; an explicit trait `customerKind` wins over all. */
  customerKinds: z.array(kindRuleSchema).max(50).default([]),
  kpis: z
    .object({
      /** Whoever has ordered within this many days counts as an active buyer; after them the buyer has lapsed. */
      activeDays: z.number().int().min(30).max(730).default(180),
      /** What winning customers costs: spend by channel and month, minor units of `currency`; `trait` says who came by which. */
      acquisition: z
        .strictObject({
          trait: z.string().min(1).max(100).default('acquisitionChannel'),
          spend: z
            .array(
              z.strictObject({
                channel: z.string().trim().min(1).max(60),
                month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11'),
                amount: z.number().int().min(0),
              }),
            )
            .max(240)
            .refine(
              (spend) => new Set(spend.map(({ channel, month }) => `${month} ${channel}`)).size === spend.length,
              'names a channel twice in one month; add the amounts up',
            ),
        })
        .optional(),
    })
    .default({ activeDays: 180 }),
  targets: z.array(targetSchema).max(20).default([]),
  /** Dated rates into `currency`: without one, money in a second currency is kept apart. */
  exchangeRates: z
    .array(z.object({ from: currencySchema, date: z.iso.date(), rate: z.number().positive() }))
    .default([]),
});

export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

/** Settings merge one level deep: `PUT /v1/settings {"rfm":{"frequency":"days"}}` leaves the other fields as they are. */
export const mergeSettings = (current: Settings, change: Record<string, unknown>): unknown => {
  const merged: Record<string, unknown> = { ...current };
  for (const [key, value] of Object.entries(change)) {
    const old = merged[key];
    const both = isPlainObject(old) && isPlainObject(value);
    merged[key] = both ? { ...old, ...value } : value;
  }
  return merged;
};

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
