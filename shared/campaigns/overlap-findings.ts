import { HOUR } from '../platform/clock.ts';
import type { Campaign } from './campaign.ts';
import { type Finding, warn } from './finding.ts';
import type { SendState } from './send-state.ts';
import type { Snapshot } from './snapshot.ts';

const WITHIN = 24 * HOUR;

/** Another launched campaign as far as it matters here. */
export interface Neighbour {
  readonly state: SendState;
  readonly snapshot: Pick<Snapshot, 'campaign'>;
}

const segmentOfBoth = (one: Campaign['audience'], other: Campaign['audience']): string | undefined =>
  one.include.find((id) => other.include.includes(id));

/** Everybody whom a rule fits, or the same person in two lists. */
const mayShare = (one: Campaign['audience'], other: Campaign['audience']): boolean => {
  const listed = new Set(other.list);
  const isOpen = ({ include, list }: Campaign['audience']): boolean => include.length === 0 && list === undefined;
  return one.list?.some((id) => listed.has(id)) === true || isOpen(one) || isOpen(other);
};

/** Whether two audiences may have people in common, as far as can be told without drawing them. */
export const mayMeet = (one: Campaign['audience'], other: Campaign['audience']): boolean =>
  segmentOfBoth(one, other) !== undefined || mayShare(one, other);

/** Campaigns that start within 24 hours of this one, to people who may be the same. `startAt`: ms. */
export const overlapFindings = (campaign: Campaign, startAt: number, neighbours: readonly Neighbour[]): Finding[] =>
  neighbours.flatMap(({ state, snapshot }) => {
    if (Math.abs(Date.parse(state.startAt) - startAt) > WITHIN) return [];
    const { name, audience } = snapshot.campaign;
    const segment = segmentOfBoth(campaign.audience, audience);
    if (segment === undefined && !mayShare(campaign.audience, audience)) return [];
    const where = segment === undefined ? '' : ` (${segment})`;
    return [
      warn(
        'overlap',
        `"${name}" starts within 24 hours of this campaign, to people who may be the same${where}; see settings.caps for a limit per person.`,
        `‘${name}’ 캠페인이 24시간 안에 같은 사람에게 갈 수 있습니다${where}. 한 사람에게 보내는 횟수는 설정에서 정할 수 있습니다.`,
      ),
    ];
  });
