import { block, type Finding, warn } from './finding.ts';
import { channelsOf, forArm, forLink, type Snapshot, termsOf, topicOf } from './snapshot.ts';

/** The snapshot once per content that goes out: what each arm would get, and what comes by the further ways. */
export const contentsOf = (snapshot: Snapshot): Snapshot[] => {
  const { arms = [], templateId, fallback = [] } = snapshot.campaign;
  const ways = fallback.map((_, index) => forLink(snapshot, index + 1));
  const byTemplate = new Map(
    arms.map((arm) => [`${arm.channel ?? ''}#${arm.templateId ?? templateId}`, forArm(snapshot, arm.id)]),
  );
  return [...(arms.length === 0 ? [snapshot] : byTemplate.values()), ...ways];
};

/** The same finding of two arms is said once. */
export const once = (findings: readonly Finding[]): Finding[] =>
  findings.filter((one, index) => findings.findIndex((other) => other.message === one.message) === index);

/** What can be said of the arms beside each other. */
export const armFindings = (snapshot: Snapshot): Finding[] => {
  const { campaign } = snapshot;
  const arms = campaign.arms ?? [];
  const findings: Finding[] = [];
  const contents = contentsOf(snapshot);
  const differ = contents.some(
    ({ template, campaign: own }) =>
      template.purpose !== snapshot.template.purpose || topicOf({ campaign: own, template }) !== topicOf(snapshot),
  );
  if (differ)
    findings.push(
      block(
        'armsDiffer',
        'All arms and ways must have one purpose and one topic: otherwise other people may get them, and nothing could be compared.',
        '안과 보내는 방법의 목적(광고·안내)과 주제는 모두 같아야 합니다. 다르면 받을 수 있는 사람이 달라져 비교할 수 없습니다.',
      ),
    );
  const kinds = arms.map((arm) => {
    const { offer, at, couponPool } = termsOf(snapshot, arm.id);
    return JSON.stringify([arm.channel, arm.templateId ?? campaign.templateId, offer, at, couponPool]);
  });
  if (new Set(kinds).size < kinds.length)
    findings.push(
      warn(
        'armsAlike',
        'Two arms bring the same content, offer and time; they can only differ by chance.',
        '내용과 혜택, 시간이 똑같은 안이 있습니다. 차이가 나더라도 우연입니다.',
      ),
    );
  if (channelsOf(campaign).length > 1 && snapshot.template.purpose !== 'ad')
    findings.push(
      block(
        'channelsWithoutAd',
        'Channels compete with ads only: who may get an ad by each of them is known, and everybody else is left out.',
        '채널을 겨루는 것은 광고에서만 할 수 있습니다. 각 채널로 광고를 받을 수 있는 사람만 비교합니다.',
      ),
    );
  if (arms.length > 0 && !campaign.goal)
    findings.push(
      block(
        'armsWithoutGoal',
        'Arms compete for a goal; name one, such as { "event": "Order Completed", "windowDays": 14 }.',
        '여러 안을 겨루려면 목표가 있어야 합니다. 목표를 정해 주세요.',
      ),
    );
  const { winnerBy, stages, timing } = campaign;
  if (winnerBy === 'automatic' && !stages && !timing?.throttle)
    findings.push(
      warn(
        'winnerTooLate',
        'Everybody is written to at once: nobody is left for the winner. Send in stages, or at a pace.',
        '한꺼번에 모두에게 보내므로 이긴 안을 받을 사람이 남지 않습니다. 나누어 보내거나 속도를 정해 주세요.',
      ),
    );
  return findings;
};
