import { useState } from 'preact/hooks';
import { type Campaign, campaignSchema } from '../answers/campaign.ts';
import { CampaignRow } from '../parts/campaign-row.tsx';
import { Choice, TextField } from '../parts/field.tsx';
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

interface Filter {
  readonly query: string;
  readonly status: string;
  readonly folder: string;
  readonly archived: boolean;
}

const ALL: Filter = { query: '', status: '', folder: '', archived: false };

interface FiltersProps {
  readonly filter: Filter;
  readonly change: (part: Partial<Filter>) => void;
  readonly folders: readonly string[];
}

const Filters = ({ filter, change, folders }: FiltersProps) => {
  const words = useWords();
  return (
    <div class="campaign-filters">
      <TextField name={words.campaigns.find} value={filter.query} change={(query) => change({ query })} />
      <Choice
        name={words.campaigns.status}
        value={filter.status}
        change={(status) => change({ status })}
        options={[['', words.campaigns.allStates], ...Object.entries(words.campaigns.statuses)]}
      />
      {folders.length === 0 ? null : (
        <Choice
          name={words.campaigns.folder}
          value={filter.folder}
          change={(folder) => change({ folder })}
          options={[['', words.campaigns.allFolders], ...folders.map((name) => [name, name] as const)]}
        />
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={filter.archived}
          onChange={(event) => change({ archived: event.currentTarget.checked })}
        />
        <span>{words.campaigns.archived}</span>
      </label>
    </div>
  );
};

interface RowsProps {
  readonly campaigns: readonly Campaign[];
  readonly filter: Filter;
}

const fits = ({ query, status, folder }: Filter, campaign: Campaign): boolean =>
  `${campaign.name} ${campaign.id}`.toLowerCase().includes(query.trim().toLowerCase()) &&
  (status === '' || campaign.status === status) &&
  (folder === '' || campaign.folder === folder);

const Rows = ({ campaigns, filter }: RowsProps) => {
  const words = useWords();
  const shown = campaigns.filter((campaign) => fits(filter, campaign)).toSorted(newestFirst);
  if (shown.length === 0) return <p class="quiet-line">{words.campaigns.noneFits}</p>;
  return (
    <ul class="rows framed">
      {shown.map((campaign) => (
        <CampaignRow key={campaign.id} campaign={campaign} />
      ))}
    </ul>
  );
};

export const CampaignsPage = () => {
  const words = useWords();
  const api = useApi();
  const [filter, setFilter] = useState(ALL);
  const [folders, setFolders] = useState<readonly string[]>([]);
  const { archived } = filter;
  const load = async (cursor: string | undefined) => {
    const query = { limit: 100, cursor, ...(archived ? { archived: 'true' } : {}) };
    const { value } = await api.get(withQuery('/v1/campaigns', query), campaignsSchema);
    const found = value.data.flatMap((campaign) => campaign.folder ?? []);
    setFolders((before) => [...new Set([...before, ...found])].sort());
    return value;
  };
  const empty = archived ? (
    <p class="quiet-line">{words.campaigns.noneFits}</p>
  ) : (
    <Empty icon="messages" title={words.campaigns.empty}>
      {words.campaigns.emptyDo}
    </Empty>
  );
  const create = (
    <Link to={{ page: 'newCampaign' }} class="button primary">
      {words.campaigns.create}
    </Link>
  );
  return (
    <Page title={words.campaigns.title} aside={create}>
      <Filters filter={filter} change={(part) => setFilter({ ...filter, ...part })} folders={folders} />
      <Pages name={archived ? 'archived campaigns' : 'campaigns'} load={load} empty={empty}>
        {(rows) => <Rows campaigns={rows} filter={filter} />}
      </Pages>
    </Page>
  );
};
