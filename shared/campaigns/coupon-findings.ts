import type { CouponStore } from '../coupons/coupon-store.ts';
import { COUPON_POOL, type PoolCounts, poolSchema } from '../coupons/pool.ts';
import { toIso } from '../platform/clock.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { rootsOf } from '../templates/check-template.ts';
import { ONLY_ARM } from './arm.ts';
import { block, type Finding, warn } from './finding.ts';
import { forArm, forLink, type Snapshot, termsOf } from './snapshot.ts';

export interface CouponSources {
  readonly coupons: Pick<CouponStore, 'counts'>;
}

/** Pools by their share of the people who are not held back. */
const poolShares = ({ campaign }: Snapshot): Map<string, number> => {
  const arms = campaign.arms ?? [{ id: ONLY_ARM, share: 1 }];
  const total = arms.reduce((sum, { share }) => sum + share, 0);
  const shares = new Map<string, number>();
  for (const { id, share } of arms) {
    const pool = termsOf({ campaign }, id).couponPool;
    if (pool !== undefined) shares.set(pool, (shares.get(pool) ?? 0) + share / total);
  }
  return shares;
};

/** What an arm gets, by each of its ways. */
const contentsOfArm = (snapshot: Snapshot, arm: string): Snapshot[] => [
  forArm(snapshot, arm),
  ...(snapshot.campaign.fallback ?? []).map((_, index) => forLink(snapshot, index + 1)),
];

/** A code that nobody would see, and a place for one that nobody would get. */
const placeFindings = (snapshot: Snapshot): Finding[] => {
  const findings: Finding[] = [];
  for (const { id } of snapshot.campaign.arms ?? [{ id: ONLY_ARM }]) {
    const pool = termsOf(snapshot, id).couponPool;
    const shows = contentsOfArm(snapshot, id).map(({ template }) => rootsOf(template).has('coupon'));
    if (pool === undefined && shows.includes(true))
      findings.push(
        block(
          'needsCoupon',
          'The template shows "coupon", and the campaign names no "couponPool" to take codes from.',
          '템플릿이 쿠폰 코드를 쓰는데, 캠페인에 쿠폰 묶음이 없습니다. 쿠폰 묶음을 골라 주세요.',
        ),
      );
    if (pool !== undefined && shows.includes(false))
      findings.push(
        warn(
          'unusedCoupon',
          `Each receiver gets a code of "${pool}", and a template never shows it; write {{ coupon.code }} into its words.`,
          `받는 사람마다 ‘${pool}’의 코드를 받지만, 코드를 보여 주지 않는 템플릿이 있습니다. 본문에 {{ coupon.code }}를 넣어 주세요.`,
        ),
      );
  }
  return findings;
};

const supplyFinding = (pool: string, { free }: PoolCounts, needed: number): Finding[] => {
  if (free >= needed) return [];
  const say = free === 0 ? block : warn;
  return [
    say(
      'fewCoupons',
      `The coupon pool "${pool}" has ${free} codes left, and about ${needed} people get one: ${needed - free} would be skipped. Add codes to the pool.`,
      `쿠폰 묶음 ‘${pool}’에 남은 코드는 ${free}개인데 약 ${needed}명이 받습니다. ${needed - free}명에게는 보내지 않게 되니 코드를 더 넣어 주세요.`,
    ),
  ];
};

/** Whether each receiver can be given a code that is worth something. `count` people are in the audience; `startAt` (ms). */
export const couponFindings = async (
  { definitions, coupons }: CouponSources & { readonly definitions: Pick<DefinitionStore, 'get'> },
  snapshot: Snapshot,
  { count, startAt }: { readonly count: number; readonly startAt: number },
): Promise<Finding[]> => {
  const findings = placeFindings(snapshot);
  for (const [id, share] of poolShares(snapshot)) {
    const found = await definitions.get(COUPON_POOL, id);
    if (!found) {
      findings.push(
        block(
          'unknownCouponPool',
          `There is no coupon pool "${id}"; GET /v1/coupons lists those there are.`,
          `‘${id}’ 쿠폰 묶음이 없습니다.`,
        ),
      );
      continue;
    }
    const { expiresAt } = poolSchema.parse(found.body);
    if (found.archived || (expiresAt !== undefined && expiresAt <= toIso(startAt)))
      findings.push(
        block(
          'couponPoolEnded',
          `The coupon pool "${id}" ${found.archived ? 'is archived' : `ends at ${expiresAt}, before the campaign starts`}: nobody would get a code.`,
          found.archived
            ? `쿠폰 묶음 ‘${id}’이(가) 보관되어 코드를 줄 수 없습니다.`
            : `쿠폰 묶음 ‘${id}’은(는) 캠페인을 시작하기 전에 끝나 코드를 줄 수 없습니다.`,
        ),
      );
    else
      findings.push(
        ...supplyFinding(id, await coupons.counts(id), Math.ceil(count * (1 - snapshot.campaign.control) * share)),
      );
  }
  return findings;
};
