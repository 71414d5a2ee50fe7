import { type Campaign, templateNameSchema } from '../answers/campaign.ts';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat } from '../parts/shop.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords, wordOf } from '../words/language.tsx';
import { CAMPAIGN_PAGE_WORDS } from './campaign-words.ts';

/** By its name, as soon as that is known. */
const TemplateLink = ({ id }: { readonly id: string }) => {
  const api = useApi();
  const [loaded] = useLoad(`template name ${id}`, (signal) =>
    api.get(`/v1/templates/${segment(id)}`, templateNameSchema, signal),
  );
  return <Link to={{ page: 'template', id }}>{loaded.state === 'ready' ? loaded.value.value.name : id}</Link>;
};

export const About = ({ campaign }: { readonly campaign: Campaign }) => {
  const words = useWords();
  const own = CAMPAIGN_PAGE_WORDS[useLanguage().language];
  const format = useFormat();
  const segmentNames = useNames();
  const { audience, goal, control } = campaign;
  const names = (ids: readonly string[]): string => ids.map((id) => segmentNames.segment(id)).join(', ');
  const limits = [
    ...(audience?.notMessagedInDays === undefined ? [] : [own.rest(audience.notMessagedInDays)]),
    ...(audience?.excludeSilent ? [own.silent] : []),
  ];
  return (
    <Card title={own.about}>
      <Facts>
        {campaign.channel ? (
          <Fact name={words.campaigns.channel}>
            <span class="capital">{wordOf(words.channels, campaign.channel)}</span>
          </Fact>
        ) : null}
        {campaign.templateId ? (
          <Fact name={own.template}>
            <TemplateLink id={campaign.templateId} />
          </Fact>
        ) : null}
        {audience && audience.include.length > 0 ? <Fact name={own.include}>{names(audience.include)}</Fact> : null}
        {audience && audience.exclude.length > 0 ? <Fact name={own.exclude}>{names(audience.exclude)}</Fact> : null}
        {audience?.list ? <Fact name={own.include}>{own.list(format.number(audience.list.length))}</Fact> : null}
        {limits.length > 0 ? <Fact name={own.exclude}>{limits.join(', ')}</Fact> : null}
        {campaign.brand ? <Fact name={own.brand}>{campaign.brand}</Fact> : null}
        {campaign.arms ? (
          <Fact name={own.arms}>{campaign.arms.map(({ id, name }) => name ?? id).join(' · ')}</Fact>
        ) : null}
        {goal ? <Fact name={own.goal}>{own.goalText(goal.event, goal.windowDays)}</Fact> : null}
        {typeof control === 'number' ? <Fact name={own.control}>{format.percent(control)}</Fact> : null}
        {campaign.hypothesis ? <Fact name={own.hypothesis}>{campaign.hypothesis}</Fact> : null}
        {campaign.launchedAt ? (
          <Fact name={words.campaigns.launchedAt}>{format.dateTime(campaign.launchedAt)}</Fact>
        ) : null}
      </Facts>
    </Card>
  );
};
