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

const GUARDRAILS = ['bounce', 'complaint', 'unsubscribe', 'failure', 'nobodySent'] as const;

/** Why a campaign was stopped: `count` of `of` people, where at most the share `limit` is borne. */
export const tripSchema = z.object({
  code: z.enum(GUARDRAILS),
  count: z.number().int(),
  of: z.number().int(),
  limit: z.number(),
});
export type Trip = z.infer<typeof tripSchema>;

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
