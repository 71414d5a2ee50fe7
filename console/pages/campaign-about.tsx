import type { Campaign } from '../answers/campaign.ts';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat } from '../parts/shop.tsx';
import { useWords, wordOf } from '../words/language.tsx';

export const About = ({ campaign }: { readonly campaign: Campaign }) => {
  const words = useWords();
  const format = useFormat();
  const segmentNames = useNames();
  const { audience, goal, control } = campaign;
  const names = (ids: readonly string[]): string => ids.map((id) => segmentNames.segment(id)).join(', ');
  return (
    <Card title={words.campaign.about}>
      <Facts>
        {campaign.channel ? (
          <Fact name={words.campaigns.channel}>
            <span class="capital">{wordOf(words.channels, campaign.channel)}</span>
          </Fact>
        ) : null}
        {campaign.templateId ? <Fact name={words.campaign.template}>{campaign.templateId}</Fact> : null}
        {audience && audience.include.length > 0 ? (
          <Fact name={words.campaign.include}>{names(audience.include)}</Fact>
        ) : null}
        {audience && audience.exclude.length > 0 ? (
          <Fact name={words.campaign.exclude}>{names(audience.exclude)}</Fact>
        ) : null}
        {goal ? <Fact name={words.campaign.goal}>{words.campaign.goalText(goal.event, goal.windowDays)}</Fact> : null}
        {typeof control === 'number' ? <Fact name={words.campaign.control}>{format.percent(control)}</Fact> : null}
        {campaign.hypothesis ? <Fact name={words.campaign.hypothesis}>{campaign.hypothesis}</Fact> : null}
        {campaign.launchedAt ? (
          <Fact name={words.campaigns.launchedAt}>{format.dateTime(campaign.launchedAt)}</Fact>
        ) : null}
      </Facts>
    </Card>
  );
};
