import { type Campaign, campaignSchema } from '../answers/campaign.ts';
import { Page } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty } from '../parts/states.tsx';
import { CampaignStatus } from '../parts/status.tsx';
import { listOf, withQuery } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useWords, wordOf } from '../words/language.tsx';

const campaignsSchema = listOf(campaignSchema);

/** What moved last comes first; ISO times sort as text. */
const newestFirst = (left: Campaign, right: Campaign): number => {
  const time = (campaign: Campaign): string => campaign.launchedAt ?? campaign.updatedAt ?? campaign.createdAt ?? '';
  return time(left) < time(right) ? 1 : time(left) > time(right) ? -1 : 0;
};

const Rows = ({ campaigns }: { readonly campaigns: readonly Campaign[] }) => {
  const words = useWords();
  const format = useFormat();
  return (
    <ul class="rows framed">
      {campaigns.toSorted(newestFirst).map((campaign) => (
        <li key={campaign.id}>
          <Link to={{ page: 'campaign', id: campaign.id }} class="row">
            <span class="row-main">
              <strong>{campaign.name}</strong>
              <span class="row-sub">
                <CampaignStatus code={campaign.status} />
                {campaign.channel ? <span>{wordOf(words.channels, campaign.channel)}</span> : null}
                {campaign.launchedAt ? <span>{format.dateTime(campaign.launchedAt)}</span> : null}
              </span>
            </span>
            <span class="row-go" aria-hidden="true">
              →
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
};

const Create = () => (
  <Link to={{ page: 'newCampaign' }} class="button primary">
    {useWords().campaigns.create}
  </Link>
);

export const CampaignsPage = () => {
  const words = useWords();
  const api = useApi();
  const load = async (cursor: string | undefined) =>
    (await api.get(withQuery('/v1/campaigns', { limit: 100, cursor }), campaignsSchema)).value;
  const empty = (
    <Empty icon="messages" title={words.campaigns.empty}>
      {words.campaigns.emptyDo}
    </Empty>
  );
  return (
    <Page title={words.campaigns.title} aside={<Create />}>
      <Pages name="campaigns" load={load} empty={empty}>
        {(rows) => <Rows campaigns={rows} />}
      </Pages>
    </Page>
  );
};
