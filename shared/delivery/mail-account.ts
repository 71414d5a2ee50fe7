import * as z from 'zod';
import { DAY, HOUR, MINUTE, toIso } from '../platform/clock.ts';
import { dateOfEpochDay, epochDay, localDate, startOfDay } from '../platform/time.ts';
import type { MailSettings } from '../settings/mail-settings.ts';
import type { Purpose } from '../templates/template.ts';

/** What the provider says of our account (SES: GetSendQuota, GetAccountSendingEnabled). */
export const quotaSchema = z.object({
  /** Mails in any 24 hours; null: as many as wanted (SES: -1). */
  most: z.number().nullable(),
  perSecond: z.number(),
  /** Mails of the last 24 hours. */
  sent: z.number(),
  isEnabled: z.boolean(),
});
export type Quota = z.infer<typeof quotaSchema>;

const HOLDS = ['refused', 'disabled', 'quota', 'warmUp'] as const;
export type HoldReason = (typeof HOLDS)[number];

/** One row that all workers share. Times ISO 8601 UTC. */
export const mailAccountSchema = z.object({
  ...quotaSchema.partial().shape,
  readAt: z.string().optional(),
  /** Whoever asks the provider has until then. */
  askedUntil: z.string().optional(),
  /** The provider refused a mail for the account's sake, with this code; nobody tries before `refusedUntil`. */
  refusedCode: z.string().optional(),
  refusedUntil: z.string().optional(),
  /** Campaigns have used what they may of the daily quota, ads what they may of the ramp. */
  quotaUntil: z.string().optional(),
  warmUpUntil: z.string().optional(),
  /** How many that was: a setting that allows more opens the gate again. */
  warmUpAllowed: z.number().optional(),
});
export type MailAccount = z.infer<typeof mailAccountSchema>;

/** What was read holds so long; less while campaigns wait for it to change. */
const READ_AGAIN = HOUR;
const LOOK_AGAIN = 5 * MINUTE;
/** After a refusal one mail tries again. */
export const REFUSED_FOR = 15 * MINUTE;
/** Nothing is waited for longer; a row says more only after a clock was set back. */
const LONGEST = DAY + HOUR;

/** The provider is to be asked again. */
export const isStale = (account: MailAccount | undefined, now: number): boolean => {
  if (account?.readAt === undefined) return true;
  const readAt = Date.parse(account.readAt);
  if (readAt > now) return true;
  const isRefused = account.refusedUntil !== undefined && Date.parse(account.refusedUntil) > now;
  const isHeld = account.isEnabled === false || isRefused || account.quotaUntil !== undefined;
  return now - readAt >= (isHeld ? LOOK_AGAIN : READ_AGAIN);
};

/** Mails a second that all workers may hand over together: the setting, within what the account may. */
export const mailRate = (setting: number, account: MailAccount | undefined): number =>
  Math.min(setting, account?.perSecond === undefined ? setting : account.perSecond / (1 + SINGLE_SHARE));

/** Single messages have a lane of their own on top of that: this share of it. */
export const SINGLE_SHARE = 0.1;

export interface Hold {
  readonly by: HoldReason;
  readonly until: string;
  readonly code?: string | undefined;
}

/** So many mails, counted from `begins` on; when they are spent, campaigns wait until `until`. Milliseconds. */
export interface Budget {
  readonly by: 'quota' | 'warmUp';
  readonly lane: string;
  readonly begins: number;
  readonly allowed: number;
  readonly until: number;
}

/** What campaigns may use of the 24 hours, counted anew with every look at the account. */
const quotaBudget = (account: MailAccount | undefined, { reserve }: MailSettings, now: number): Budget | undefined => {
  const { most, sent = 0, readAt } = account ?? {};
  if (most === undefined || most === null || readAt === undefined) return undefined;
  const allowed = Math.max(0, Math.floor(most * (1 - reserve)) - sent);
  return { by: 'quota', lane: 'email#quota', begins: Date.parse(readAt), allowed, until: now + LOOK_AGAIN };
};

/** Ads by mail that day `day` (0, 1, …) of a ramp may bring. */
export const rampOf = ({ start, growth }: NonNullable<MailSettings['warmUp']>, day: number): number =>
  Math.floor(start * growth ** Math.max(0, day));

const warmUpBudget = ({ warmUp }: MailSettings, zone: string, now: number): Budget | undefined => {
  if (!warmUp) return undefined;
  const today = epochDay(localDate(now, zone));
  const day = today - epochDay(warmUp.from);
  if (day >= warmUp.days) return undefined;
  const begins = startOfDay(dateOfEpochDay(today), zone);
  const until = startOfDay(dateOfEpochDay(today + 1), zone);
  return { by: 'warmUp', lane: 'email#warmUp', begins, allowed: rampOf(warmUp, day), until };
};

export interface AccountSettings {
  readonly email: MailSettings;
  readonly timezone: string;
}

/** Every budget that a campaign's mail is counted against. */
export const budgetsOf = (
  account: MailAccount | undefined,
  { email, timezone }: AccountSettings,
  purpose: Purpose,
  now: number,
): readonly Budget[] =>
  [purpose === 'ad' ? warmUpBudget(email, timezone, now) : undefined, quotaBudget(account, email, now)].filter(
    (budget) => budget !== undefined,
  );

/** What keeps campaigns from the provider at this moment. */
export const holdOf = (
  account: MailAccount | undefined,
  settings: AccountSettings,
  purpose: Purpose,
  now: number,
): Hold | undefined => {
  if (!account) return undefined;
  const {
    isEnabled,
    readAt = toIso(0),
    refusedCode,
    refusedUntil,
    quotaUntil,
    warmUpUntil,
    warmUpAllowed = 0,
  } = account;
  const ramp = purpose === 'ad' ? warmUpBudget(settings.email, settings.timezone, now) : undefined;
  const holds: readonly [HoldReason, string | undefined][] = [
    ['disabled', isEnabled === false ? toIso(Date.parse(readAt) + LOOK_AGAIN) : undefined],
    ['refused', refusedUntil],
    ['quota', quotaUntil],
    ['warmUp', ramp && ramp.allowed <= warmUpAllowed ? warmUpUntil : undefined],
  ];
  for (const [by, until] of holds) {
    if (until === undefined || Date.parse(until) <= now || Date.parse(until) > now + LONGEST) continue;
    return { by, until, ...(by === 'refused' ? { code: refusedCode } : {}) };
  }
  return undefined;
};

const WORDS: Readonly<Record<HoldReason, { readonly ko: string; readonly en: string }>> = {
  disabled: {
    ko: '메일 계정의 발송이 멈춰 있습니다. Amazon SES 콘솔의 ‘계정 대시보드’에서 이유를 확인하고 다시 켜 주세요. 켜지면 5분 안에 이어서 보냅니다.',
    en: 'Sending is paused for the mail account. Open the account dashboard of Amazon SES, mend the cause and enable sending: campaigns go on within 5 minutes.',
  },
  refused: {
    ko: '메일 발송사가 계정 때문에 메일을 거절했습니다. Amazon SES 콘솔에서 계정 상태와 보내는 도메인의 인증을 확인해 주세요. 15분마다 다시 시도합니다.',
    en: 'The mail provider refused a mail for the sake of the account. Look at the account and at the verification of the sending domain in Amazon SES; it is tried again every 15 minutes.',
  },
  quota: {
    ko: '24시간 발송 한도에서 캠페인 몫을 다 썼습니다. 여유가 생기는 대로 이어서 보냅니다. 한도는 Amazon SES 콘솔에서 늘려 달라고 신청할 수 있습니다.',
    en: 'Campaigns have used their part of the 24-hour quota and go on as it frees up. Ask for a higher quota in the console of Amazon SES.',
  },
  warmUp: {
    ko: '새 도메인을 익히는 동안 하루에 보낼 광고 메일을 다 보냈습니다. 내일 이어서 보냅니다. 설정의 email.warmUp에서 바꿀 수 있습니다.',
    en: 'The ads that today’s step of the warm-up allows have gone out; it goes on tomorrow. settings.email.warmUp says how many.',
  },
};

/** A hold as a person reads it: why, until when it is next looked at, and what to do. */
export const heldSchema = z.object({
  by: z.enum(HOLDS),
  until: z.string(),
  code: z.string().nullable(),
  says: z.object({ ko: z.string(), en: z.string() }),
});

export const heldView = (hold: Hold | undefined): z.infer<typeof heldSchema> | null =>
  hold ? { by: hold.by, until: hold.until, code: hold.code ?? null, says: WORDS[hold.by] } : null;
