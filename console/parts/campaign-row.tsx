import { reportSchema } from '../../shared/insights/report-schema.ts';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useWords, wordOf } from '../words/language.tsx';
import { useFormat } from './shop.tsx';
import { CampaignStatus } from './status.tsx';

/** What the campaign left, if that can be told yet; a receipt that cannot be read leaves the line without a figure. */
const Net = ({ id }: { readonly id: string }) => {
  const words = useWords();
  const format = useFormat();
  const api = useApi();
  const [loaded] = useLoad(`net ${id}`, (signal) =>
    api.get(`/v1/campaigns/${segment(id)}/report`, reportSchema, signal),
  );
  if (loaded.state !== 'ready') return null;
  const { amount, currency, interval } = loaded.value.value.net;
  if (amount === null) return null;
  const money = (minor: number): string => format.money({ amount: minor, currency });
  return (
    <span class="row-figure">
      <span class="row-figure-name">{words.today.net}</span>
      <strong class={amount < 0 ? 'figure negative' : 'figure'}>
        {format.money({ amount, currency }, { sign: true })}
      </strong>
      {interval ? (
        <small>
          {money(interval.low)} … {money(interval.high)}
        </small>
      ) : null}
    </span>
  );
};

interface CampaignRowProps {
  readonly campaign: {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly channel?: string | null | undefined;
    readonly launchedAt?: string | null | undefined;
  };
}

/** One campaign as a line: what it is, where it stands, what it left. */
export const CampaignRow = ({ campaign }: CampaignRowProps) => {
  const words = useWords();
  const format = useFormat();
  return (
    <li>
      <Link to={{ page: 'campaign', id: campaign.id }} class="row">
        <span class="row-main">
          <strong>{campaign.name}</strong>
          <span class="row-sub">
            <CampaignStatus code={campaign.status} />
            {campaign.channel ? <span class="capital">{wordOf(words.channels, campaign.channel)}</span> : null}
            {campaign.launchedAt ? <span>{format.dateTime(campaign.launchedAt)}</span> : null}
          </span>
        </span>
        {campaign.launchedAt ? <Net id={campaign.id} /> : null}
      </Link>
    </li>
  );
};
