import * as z from 'zod';
import { CHANNELS } from '../templates/template.ts';
import { outcomesSchema, tripSchema, tripWords } from './trip.ts';

/** Why no ad leaves on a channel, whatever the campaign; or since when they do again. */
export const adsPauseSchema = z.object({
  channel: z.enum(CHANNELS),
  isPaused: z.boolean(),
  by: z.enum(['person', 'guardrail']),
  /** Name of the key or user who paused. */
  name: z.string().optional(),
  /** In the words of that person. */
  note: z.string().optional(),
  at: z.string(),
  trip: tripSchema.optional(),
  resumedAt: z.string().optional(),
  resumedBy: z.string().optional(),
  /** By day (UTC): what was known at the last resume. Who resumed has answered for it. */
  answered: z.record(z.string(), outcomesSchema).optional(),
  version: z.number().int(),
});
export type AdsPause = z.infer<typeof adsPauseSchema>;

const wordsSchema = z.object({ ko: z.string(), en: z.string() });

export const adsPauseViewSchema = z.object({
  channel: z.enum(CHANNELS),
  isPaused: z.boolean(),
  by: z.enum(['person', 'guardrail']).nullable(),
  name: z.string().nullable(),
  note: z.string().nullable(),
  at: z.string().nullable(),
  trip: tripSchema.nullable(),
  /** What happened, and how it goes on; null while ads go out. */
  reason: wordsSchema.nullable(),
  resume: wordsSchema.nullable(),
  resumedAt: z.string().nullable(),
  resumedBy: z.string().nullable(),
});
export type AdsPauseView = z.infer<typeof adsPauseViewSchema>;

const CHANNEL_WORDS = {
  email: { ko: '이메일', en: 'email' },
  sms: { ko: '문자', en: 'text message' },
  push: { ko: '앱 푸시', en: 'app push' },
  kakao: { ko: '카카오톡', en: 'KakaoTalk' },
} as const;

const RESUME = {
  ko: '받는 사람의 출처와 최근 캠페인을 살펴본 뒤 ‘다시 보내기’를 누르면 기다리던 광고가 이어서 나갑니다. 그 뒤에 일어난 일만 다시 셉니다. 한도는 설정 accountGuardrails에서 바꿀 수 있습니다.',
  en: 'Look at where the addresses come from and at the latest campaigns, then resume: what waited goes on, and only what happens from then on is counted. The limits stand in settings.accountGuardrails.',
} as const;

const reasonOf = ({ channel, trip, name, note }: AdsPause): { readonly ko: string; readonly en: string } => {
  const { ko, en } = CHANNEL_WORDS[channel];
  if (trip) {
    const { reason } = tripWords(trip);
    return {
      ko: `모든 ${ko} 광고를 멈췄습니다. 최근 보낸 메시지 전체에서, ${reason.ko}`,
      en: `All ads by ${en} are paused. Over all messages of late: ${reason.en}`,
    };
  }
  const why = note === undefined ? '' : `: ${note}`;
  return {
    ko: `${name ?? '누군가'} 님이 모든 ${ko} 광고를 멈췄습니다${why}`,
    en: `${name ?? 'Somebody'} paused all ads by ${en}${why}`,
  };
};

export const adsPauseView = (channel: AdsPause['channel'], pause: AdsPause | undefined): AdsPauseView => ({
  channel,
  isPaused: pause?.isPaused ?? false,
  by: pause?.by ?? null,
  name: pause?.name ?? null,
  note: pause?.note ?? null,
  at: pause?.at ?? null,
  trip: pause?.trip ?? null,
  reason: pause?.isPaused ? reasonOf(pause) : null,
  resume: pause?.isPaused ? RESUME : null,
  resumedAt: pause?.resumedAt ?? null,
  resumedBy: pause?.resumedBy ?? null,
});
