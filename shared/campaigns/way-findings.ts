import { block, type Finding, warn } from './finding.ts';
import { forLink, type Snapshot } from './snapshot.ts';

/** What can be said of a message's ways beside each other. */
export const wayFindings = (snapshot: Snapshot): Finding[] => {
  const { fallback = [], pick } = snapshot.campaign;
  const findings: Finding[] = [];
  const kinds = [0, ...fallback.map((_, index) => index + 1)].map((link) => {
    const { campaign, template } = forLink(snapshot, link);
    return {
      channel: campaign.channel,
      templateId: fallback[link - 1]?.templateId ?? snapshot.campaign.templateId,
      template,
    };
  });
  if (new Set(kinds.map(({ channel, templateId }) => `${channel}#${templateId}`)).size < kinds.length)
    findings.push(
      block(
        'sameWay',
        'Two ways bring the same template: whoever was not reached by it the first time would only be sent it again.',
        '같은 템플릿이 두 번 들어 있습니다. 닿지 않은 사람에게 같은 메시지를 한 번 더 보내게 됩니다.',
      ),
    );
  if (new Set(kinds.flatMap(({ template }) => template.survey ?? [])).size > 1)
    findings.push(
      block(
        'otherSurvey',
        'The ways ask different surveys: an answer to one would be counted as one to the other.',
        '방법마다 설문이 다릅니다. 한 설문의 답이 다른 설문의 답으로 집계되니 같은 설문으로 맞춰 주세요.',
      ),
    );
  for (const [index, { on }] of fallback.entries()) {
    const before = kinds[index];
    if (pick || before?.template.channel !== 'push' || !on.includes('noDelivery')) continue;
    findings.push(
      warn(
        'pushTellsNothing',
        'Firebase tells nothing of arrival, so a push that it took counts as delivered: the next way comes only for people without a device, or whose push was refused.',
        '푸시는 도착 여부를 알려 주지 않아, 접수되면 도착한 것으로 봅니다. 다음 방법은 기기가 없거나 푸시가 거절된 사람에게만 쓰입니다.',
      ),
    );
  }
  return findings;
};
