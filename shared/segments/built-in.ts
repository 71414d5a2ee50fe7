import { churnFlagName, type Language } from '../scoring/churn-flag.ts';
import { PROSPECT, RFM_SEGMENTS, type RfmSegment } from '../scoring/rfm.ts';
import type { Rule } from './rule.ts';

/** A segment that every shop has. Its id has a prefix that no custom id can have. */
export interface BuiltInSegment {
  readonly id: string;
  readonly name: Readonly<Record<Language, string>>;
  readonly rule: Rule;
}

const RFM_NAMES: Readonly<Record<RfmSegment | typeof PROSPECT, Record<Language, string>>> = {
  champions: { ko: '최우수 단골', en: 'Champions' },
  loyal_customers: { ko: '단골', en: 'Loyal customers' },
  potential_loyalists: { ko: '단골 후보', en: 'Potential loyalists' },
  new_customers: { ko: '신규 구매', en: 'New customers' },
  promising: { ko: '기대 고객', en: 'Promising' },
  need_attention: { ko: '관심 필요', en: 'Need attention' },
  about_to_sleep: { ko: '뜸해지는 고객', en: 'About to sleep' },
  at_risk: { ko: '떠나려는 단골', en: 'At risk' },
  cant_lose: { ko: '놓치면 안 되는 고객', en: 'Cannot lose them' },
  hibernating: { ko: '휴면', en: 'Hibernating' },
  lost: { ko: '떠난 고객', en: 'Lost' },
  [PROSPECT]: { ko: '잠재 고객', en: 'Prospects' },
};

/** `not_enough_data` is left out: those are the prospects. */
const CHURN_FLAGS = ['new', 'active', 'at_risk', 'churned'] as const;

export const BUILT_IN_SEGMENTS: readonly BuiltInSegment[] = [
  ...[...RFM_SEGMENTS, PROSPECT].map((segment) => ({
    id: `rfm:${segment}`,
    name: RFM_NAMES[segment],
    rule: { score: 'rfm.segment', is: segment } as const,
  })),
  ...CHURN_FLAGS.map((flag) => ({
    id: `churn:${flag}`,
    name: { ko: churnFlagName(flag, 'ko'), en: churnFlagName(flag, 'en') },
    rule: { score: 'churn.flag', is: flag } as const,
  })),
];

const byId = new Map(BUILT_IN_SEGMENTS.map((segment) => [segment.id, segment]));

export const builtInSegment = (id: string): BuiltInSegment | undefined => byId.get(id);
