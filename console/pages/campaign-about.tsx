import type { Campaign } from '../answers/campaign.ts';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { useWords, wordOf } from '../words/language.tsx';
import { useSegmentName } from './customer.tsx';

export const About = ({ campaign }: { readonly campaign: Campaign }) => {
  const words = useWords();
  const format = useFormat();
  const nameOfSegment = useSegmentName();
  const { audience, goal, control } = campaign;
  const names = (ids: readonly string[]): string => ids.map((id) => nameOfSegment({ id })).join(', ');
  return (
    <Card title={words.campaign.about}>
      <Facts>
        {campaign.channel ? (
          <Fact name={words.newTemplate.channel}>{wordOf(words.channels, campaign.channel)}</Fact>
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
