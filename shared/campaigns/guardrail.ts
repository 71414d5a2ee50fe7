import gammaln from '@stdlib/math-base-special-gammaln';
import * as z from 'zod';

/** What became of a campaign's messages so far. */
export const outcomesSchema = z.object({
  /** Handed over and accepted. */
  sent: z.number().int(),
  /** Mailboxes that do not exist. */
  bounced: z.number().int(),
  complained: z.number().int(),
  /** Left by link, header or STOP. */
  unsubscribed: z.number().int(),
  /** Refused by the provider for good. */
  failed: z.number().int(),
});
export type Outcomes = z.infer<typeof outcomesSchema>;

export const NO_OUTCOMES: Outcomes = { sent: 0, bounced: 0, complained: 0, unsubscribed: 0, failed: 0 };

const GUARDRAILS = ['bounce', 'complaint', 'unsubscribe', 'failure', 'nobodySent'] as const;

/** Why a campaign was stopped: `count` of `of` people, where at most the share `limit` is borne. */
export const tripSchema = z.object({
  code: z.enum(GUARDRAILS),
  count: z.number().int(),
  of: z.number().int(),
  limit: z.number(),
});
export type Trip = z.infer<typeof tripSchema>;

/** Highest share of people that is borne, by guardrail; null: not looked at. */
export interface GuardrailLimits {
  readonly bounce: number | null;
  readonly complaint: number | null;
  readonly unsubscribe: number | null;
  readonly failure: number | null;
}

/** How unlikely chance must be before it is called harm: small, because a campaign is looked at every minute. */
const ALPHA = 0.005;

/** Chance of at least `count` in `n` where each happens with probability `p`; exact binomial tail. */
export const tailAtLeast = (count: number, n: number, p: number): number => {
  if (count <= n * p || n === 0) return 1;
  const logOf = (k: number): number =>
    gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  let sum = 0;
  // Beyond the mean each term is smaller than the one before.
  for (let k = count; k <= n; k++) {
    const term = Math.exp(logOf(k));
    sum += term;
    if (term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
};

const isBeyond = (count: number, of: number, limit: number): boolean =>
  limit <= 0 ? count > 0 : limit < 1 && tailAtLeast(count, of, limit) < ALPHA;

/** What happened since `before`: whoever resumed a campaign has answered for what was known then. */
export const outcomesSince = (now: Outcomes, before: Outcomes): Outcomes => ({
  sent: Math.max(0, now.sent - before.sent),
  bounced: Math.max(0, now.bounced - before.bounced),
  complained: Math.max(0, now.complained - before.complained),
  unsubscribed: Math.max(0, now.unsubscribed - before.unsubscribed),
  failed: Math.max(0, now.failed - before.failed),
});

/**
 * The first guardrail that is broken: the share is beyond its limit, and a campaign whose true share were exactly the limit
 * would show as many less than once in 200 times. The one rule for staged and for running campaigns.
 */
export const tripOf = (outcomes: Outcomes, limits: GuardrailLimits): Trip | undefined => {
  const { sent, bounced, complained, unsubscribed, failed } = outcomes;
  const shares = [
    { code: 'complaint', count: complained, of: sent },
    { code: 'bounce', count: bounced, of: sent },
    { code: 'failure', count: failed, of: sent + failed },
    { code: 'unsubscribe', count: unsubscribed, of: sent },
  ] as const;
  for (const { code, count, of } of shares) {
    const limit = limits[code];
    if (limit !== null && isBeyond(count, of, limit)) return { code, count, of, limit };
  }
  return undefined;
};

/** As `tripOf`, for the people of a first stage: where none of them could be written to, the rest would fare no better. */
export const firstStageTrip = (outcomes: Outcomes, first: number, limits: GuardrailLimits): Trip | undefined =>
  tripOf(outcomes, limits) ?? (outcomes.sent === 0 ? { code: 'nobodySent', count: 0, of: first, limit: 0 } : undefined);

const NAMES = {
  bounce: { ko: '없는 주소로 되돌아온', en: 'bounced off addresses that do not exist' },
  complaint: { ko: '스팸으로 신고한', en: 'complained of spam' },
  unsubscribe: { ko: '수신을 거부한', en: 'unsubscribed' },
  failure: { ko: '발송사가 거절한', en: 'were refused by the provider' },
} as const;

const percent = (share: number): string => `${Number((share * 100).toFixed(share < 0.01 ? 2 : 1))}%`;

/** The trip as a sentence, and what to do then. */
export const tripWords = ({ code, count, of, limit }: Trip) => {
  const [people, all] = [count.toLocaleString('en'), of.toLocaleString('en')];
  const reason =
    code === 'nobodySent'
      ? {
          ko: `먼저 보내기로 한 ${all}명 가운데 아무에게도 보낼 수 없었습니다.`,
          en: `None of the first ${all} people could be written to.`,
        }
      : {
          ko: `${NAMES[code].ko} 사람이 ${all}명 가운데 ${people}명(${percent(count / of)})입니다. 한도는 ${percent(limit)}입니다.`,
          en: `${people} of ${all} people (${percent(count / of)}) ${NAMES[code].en}; the limit is ${percent(limit)}.`,
        };
  return {
    reason,
    resume: {
      ko: '받는 사람과 내용을 살펴본 뒤 ‘다시 보내기’를 누르면 이어서 보냅니다. 그 뒤에 일어난 일만 다시 셉니다. 한도는 설정에서 바꿀 수 있습니다.',
      en: 'Look at the audience and the message, then resume: it goes on where it stopped, and only what happens from then on is counted. The limits stand in settings.guardrails.',
    },
  };
};
