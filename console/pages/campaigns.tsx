import { useState } from 'preact/hooks';
import { type Campaign, campaignSchema } from '../answers/campaign.ts';
import { CampaignRow } from '../parts/campaign-row.tsx';
import { Choice } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { Empty } from '../parts/states.tsx';
import { listOf, withQuery } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';

const campaignsSchema = listOf(campaignSchema);

/** What moved last comes first; ISO times sort as text. */
const newestFirst = (left: Campaign, right: Campaign): number => {
  const time = (campaign: Campaign): string => campaign.launchedAt ?? campaign.updatedAt ?? campaign.createdAt ?? '';
  return time(left) < time(right) ? 1 : time(left) > time(right) ? -1 : 0;
};

const Rows = ({ campaigns }: { readonly campaigns: readonly Campaign[] }) => {
  const words = useWords();
  const [folder, setFolder] = useState('');
  const folders = [...new Set(campaigns.flatMap((campaign) => campaign.folder ?? []))].sort();
  const shown = folder === '' ? campaigns : campaigns.filter((campaign) => campaign.folder === folder);
  return (
    <>
      {folders.length === 0 ? null : (
        <Choice
          name={words.campaigns.folder}
          value={folder}
          change={setFolder}
          options={[['', words.campaigns.allFolders], ...folders.map((name) => [name, name] as const)]}
        />
      )}
      <ul class="rows framed">
        {shown.toSorted(newestFirst).map((campaign) => (
          <CampaignRow key={campaign.id} campaign={campaign} />
        ))}
      </ul>
    </>
  );
};

const Create = () => {
  const { campaigns } = useWords();
  return (
    <>
      <Link to={{ page: 'templates' }} class="button">
        {campaigns.templates}
      </Link>
      <Link to={{ page: 'calendar' }} class="button">
        {campaigns.calendar}
      </Link>
      <Link to={{ page: 'newCampaign' }} class="button primary">
        {campaigns.create}
      </Link>
    </>
  );
};

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
