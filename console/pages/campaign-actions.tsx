import { useState } from 'preact/hooks';
import * as z from 'zod';
import { type Campaign, createdSchema } from '../answers/campaign.ts';
import { Confirm } from '../parts/confirm.tsx';
import { useSubmit } from '../parts/form.ts';
import { useShop } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { Link, useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { CAMPAIGN_PAGE_WORDS } from './campaign-words.ts';

type Action = 'approve' | 'launch' | 'pause' | 'resume' | 'cancel';

/** What a person may do in a state; the API refuses everything else by itself. */
const POSSIBLE: Readonly<Record<string, readonly Action[]>> = {
  draft: ['launch'],
  scheduled: ['cancel'],
  launching: ['pause', 'cancel'],
  sending: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
};

interface CampaignActionsProps {
  readonly campaign: Campaign;
  readonly reload: () => void;
}

export const CampaignActions = ({ campaign, reload }: CampaignActionsProps) => {
  const words = useWords();
  const own = CAMPAIGN_PAGE_WORDS[useLanguage().language];
  const api = useApi();
  const { go } = useNavigation();
  const [asking, setAsking] = useState<Action>();
  const [done, setDone] = useState<Action>();
  const asksApproval = useShop().settings?.approval === 'another' && campaign.status === 'draft';
  const series = campaign.series?.status;
  const ofSeries: readonly Action[] | undefined =
    series === 'running' ? ['pause', 'cancel'] : series === 'paused' ? ['resume', 'cancel'] : undefined;
  const inState = Object.hasOwn(POSSIBLE, campaign.status) ? (POSSIBLE[campaign.status] ?? []) : [];
  const possible: readonly Action[] = ofSeries ?? (asksApproval ? ['approve', ...inState] : inState);
  const run = async (action: Action) => {
    await api.change(`/v1/campaigns/${segment(campaign.id)}/${action}`, z.unknown(), { method: 'POST', body: {} });
    setDone(action);
    reload();
  };
  const copy = useSubmit(async () => {
    const path = `/v1/campaigns/${segment(campaign.id)}/duplicate`;
    const made = await api.change(path, createdSchema, { method: 'POST', body: {} });
    go({ page: 'campaign', id: made.value.id });
  });
  return (
    <div class="actions">
      {possible.map((action) => (
        <button
          key={action}
          type="button"
          class={action === 'launch' ? 'button primary' : 'button'}
          onClick={() => setAsking(action)}
        >
          {own.actions[action]}
        </button>
      ))}
      {campaign.status === 'draft' ? (
        <Link to={{ page: 'editCampaign', id: campaign.id }} class="button">
          {words.campaigns.edit}
        </Link>
      ) : null}
      <button type="button" class="button" disabled={copy.busy} onClick={() => void copy.run()}>
        {words.campaigns.duplicate}
      </button>
      {copy.error ? <Failure error={copy.error} /> : null}
      <span role="status" class="done">
        {done ? own.done[done] : ''}
      </span>
      {asking ? (
        <Confirm
          title={own.ask[asking]}
          text={own.text[asking]}
          action={own.actions[asking]}
          danger={asking === 'cancel'}
          run={() => run(asking)}
          close={() => setAsking(undefined)}
        />
      ) : null}
    </div>
  );
};
