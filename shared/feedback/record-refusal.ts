import { normalisePhone } from '../consent/address.ts';
import type { Refused } from './fact.ts';
import { lastMessages } from './record-inbound.ts';
import { applyFacts, type RecordDeps } from './record-receipt.ts';
import { refuse } from './refuse.ts';

/** Ads that name the free number: texts, and Brand Messages on their channel. Which of them is meant nobody says. */
const REFUSED = ['sms', 'kakao'] as const;

/**
 * Somebody called the free number (080) of our ads: it suppresses the number for ads, whoever owns it, withdraws the consent of everybody who
 * was written to there, and marks their last message (정보통신망법 제50조 ②, ⑥). Hearing of it again completes what an earlier try left undone, and
 * changes nothing for who has asked for ads since: their evidence says that it was heard before.
 */
export const recordRefusal = async (deps: RecordDeps, refusal: Refused): Promise<'refused' | 'unmatched'> => {
  const number = normalisePhone(refusal.from, 'KR');
  if (number === undefined) return 'unmatched';
  const { at } = refusal;
  for (const channel of REFUSED) {
    const evidenceId = channel === 'sms' ? `080:${refusal.id}` : `080:${refusal.id}#${channel}`;
    const address = deps.suppressions.hashOf(channel, number);
    await deps.suppressions.suppressHash(address, channel, 'ad', { reason: 'unsubscribe', at });
    for (const row of await lastMessages(deps, address, at)) {
      const known = await deps.consents.evidenceOf(row.customerId);
      const heard = known.find(({ id }) => id.startsWith(`${evidenceId}:`));
      const isAnswered = known.some(
        (one) => one.channel === channel && one.state === 'granted' && one.receivedAt > (heard?.receivedAt ?? at),
      );
      if (heard && isAnswered) continue;
      await refuse(deps, {
        ...{ customerId: row.customerId, channel, reason: 'unsubscribe', purpose: 'ad', address, at },
        ...{ evidenceId, source: '080' },
      });
      await applyFacts(deps, row, [{ kind: 'optedOut', at }]);
    }
  }
  return 'refused';
};
