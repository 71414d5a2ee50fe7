import * as z from 'zod';
import type { Campaign } from '../campaigns/campaign.ts';
import { homeLaw } from '../law/laws.ts';
import { minutesOf, nextLawful } from '../law/quiet-hours.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { moneySchema } from '../platform/money-schema.ts';
import type { Run } from '../scoring/run.ts';
import { type PreviewDependencies, previewSegment } from '../segments/preview-segment.ts';
import { type Rule, ruleSchema } from '../segments/rule.ts';
import type { Settings } from '../settings/settings.ts';
import { CHANNELS, type Channel } from '../templates/template.ts';
import { type LibraryDeps, readLibrary } from './read-library.ts';

const said = z.object({ ko: z.string(), en: z.string() });

export const comparisonSchema = z.object({
  /** Everybody in the audience, reachable or not. */
  audience: z.object({ count: z.number().int(), exact: z.boolean() }),
  channels: z.array(
    z.object({
      channel: z.enum(CHANNELS),
      /** People who may get an ad there. */
      reachable: z.number().int(),
      /** Of one plain message each: a long text costs more. */
      cost: moneySchema,
      /** Of the latest messages of the shop; null with too few delivered. */
      clickRate: z.number().nullable(),
      past: z.object({ campaigns: z.number().int(), delivered: z.number().int(), clicked: z.number().int() }),
      /** What a message can hold. */
      limits: said,
      /** First moment, ISO 8601 UTC, at which an ad may be handed over at home; null if there is none within two days. */
      earliest: z.string().nullable(),
    }),
  ),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export interface CompareDependencies {
  readonly preview: PreviewDependencies;
  readonly library: LibraryDeps;
  readonly settings: () => Promise<Settings>;
  readonly lastRun: () => Promise<Run | undefined>;
  readonly clock: Clock;
}

/** Delivered messages from which on a click rate says something. */
const ENOUGH_DELIVERED = 200;
const CAMPAIGNS_LOOKED_AT = 20;

const LIMITS: Readonly<Record<Channel, z.infer<typeof said>>> = {
  email: {
    ko: 'HTML 102KB까지. 넘으면 지메일이 잘라서 보여 줍니다.',
    en: 'HTML up to 102 KB, beyond which Gmail clips it.',
  },
  push: {
    ko: '제목과 내용, 링크를 합쳐 4,096바이트까지. 앱을 설치하고 알림을 켠 사람에게만 갑니다.',
    en: 'Title, text and link 4,096 bytes together. Only to people who have the app and its notifications on.',
  },
  kakao: {
    ko: '글자와 사진은 1,300자, 와이드는 76자, 캐러셀은 카드마다 180자까지. 08:00~20:50에만 가고, 카카오톡 광고에 동의한 사람에게만 갑니다.',
    en: '1,300 signs as text or picture, 76 as wide, 180 a card. Only from 08:00 to 20:50 in Korea, to people who agreed to ads by KakaoTalk.',
  },
  sms: {
    ko: '국내 발송사: SMS 90바이트, LMS·MMS 2,000바이트. AWS: 한 통에 한글 70자, 이어 붙이면 67자씩.',
    en: 'Korean carrier: 90 bytes as SMS, 2,000 as LMS or MMS. AWS: 70 signs of Hangul in one part, 67 in each of several.',
  },
};

/** One rule that finds whom the parts of an audience find. */
export const ruleOf = ({
  include,
  exclude,
  rule,
}: Pick<Campaign['audience'], 'include' | 'exclude' | 'rule'>): Rule => {
  const segments = (ids: readonly string[]): Rule => ({ any: ids.map((segment) => ({ segment })) });
  return {
    all: [
      ...(include.length > 0 ? [segments(include)] : []),
      ...(exclude.length > 0 ? [{ not: segments(exclude) }] : []),
      ...(rule === undefined ? [] : [ruleSchema.parse(rule)]),
    ],
  };
};

/** What one plain ad costs, in thousandths of the minor unit. */
export const milliOf = (channel: Channel, { prices, sms, defaultCountry }: Settings): number => {
  if (channel === 'email') return prices.emailMilli;
  return sms.provider[defaultCountry ?? ''] === 'solapi' ? prices.koreanSmsMilli : prices.smsPartMilli;
};

const pastOf = async (deps: CompareDependencies, channel: Channel) => {
  const { messages } = await readLibrary(deps.library, { channel, limit: CAMPAIGNS_LOOKED_AT });
  const ads = messages.filter(({ purpose, delivered }) => purpose === 'ad' && delivered > 0);
  const delivered = ads.reduce((sum, message) => sum + message.delivered, 0);
  const clicked = ads.reduce((sum, message) => sum + Math.round((message.clickRate ?? 0) * message.delivered), 0);
  return { campaigns: ads.length, delivered, clicked };
};

/** Channels beside each other for one audience of an ad: whom each reaches, for how much, and what it did before. */
export const compareChannels = async (
  deps: CompareDependencies,
  audience: Pick<Campaign['audience'], 'include' | 'exclude' | 'rule'>,
): Promise<Comparison> => {
  const [settings, run] = await Promise.all([deps.settings(), deps.lastRun()]);
  const found = await previewSegment(deps.preview, ruleOf(audience), settings, run?.model);
  const law = homeLaw(settings.defaultCountry);
  const own = { from: minutesOf(settings.quietHours.from), to: minutesOf(settings.quietHours.to) };
  const now = deps.clock();
  const earliestOf = (channel: Channel): number | undefined =>
    law.night.exempt.includes(channel) ? now : nextLawful(now, [settings.timezone], [law.night, own]);
  const channels = await Promise.all(
    CHANNELS.map(async (channel) => {
      const reachable = found.reachable[channel] ?? 0;
      const past = await pastOf(deps, channel);
      const earliest = earliestOf(channel);
      return {
        channel,
        reachable,
        cost: {
          amount: Math.round((reachable * milliOf(channel, settings)) / 1000),
          currency: settings.currency,
        },
        clickRate: past.delivered < ENOUGH_DELIVERED ? null : past.clicked / past.delivered,
        past,
        limits: LIMITS[channel],
        earliest: earliest === undefined ? null : toIso(earliest),
      };
    }),
  );
  return { audience: { count: found.count, exact: found.exact }, channels };
};
