import { useState } from 'preact/hooks';
import * as z from 'zod';
import type { Campaign } from '../answers/campaign.ts';
import { Confirm } from '../parts/confirm.tsx';
import { TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { CAMPAIGN_PAGE_WORDS } from './campaign-words.ts';

/** States in which a campaign may be put away. */
const AT_REST = new Set(['draft', 'done', 'cancelled']);

interface KeepingCardProps {
  readonly campaign: Campaign;
  readonly reload: () => void;
}

/** The folder of a campaign, and the way out of the list. */
export const KeepingCard = ({ campaign, reload }: KeepingCardProps) => {
  const { language, words } = useLanguage();
  const own = CAMPAIGN_PAGE_WORDS[language];
  const api = useApi();
  const { go } = useNavigation();
  const before = campaign.folder ?? '';
  const [folder, setFolder] = useState(before);
  const [moved, setMoved] = useState(false);
  const [asking, setAsking] = useState(false);
  const path = `/v1/campaigns/${segment(campaign.id)}`;
  const { busy, error, submit } = useSubmit(async () => {
    const body = { folder: folder.trim() === '' ? null : folder.trim() };
    await api.change(`${path}/folder`, z.unknown(), { method: 'PUT', body });
    setMoved(true);
    reload();
  });
  return (
    <Card title={own.keep}>
      <form class="form" onSubmit={submit}>
        <TextField name={words.campaigns.folder} value={folder} change={setFolder} />
        {error ? <Failure error={error} /> : null}
        <div class="form-actions">
          <button type="submit" class="button" disabled={busy || folder.trim() === before}>
            {own.move}
          </button>
          {AT_REST.has(campaign.status) && !campaign.archived && campaign.series?.status !== 'running' ? (
            <button type="button" class="button" onClick={() => setAsking(true)}>
              {own.archive}
            </button>
          ) : null}
          <small role="status">{campaign.archived ? own.archived : moved ? own.moved : ''}</small>
        </div>
      </form>
      {asking ? (
        <Confirm
          title={own.archiveAsk(campaign.name)}
          text={own.archiveText}
          action={own.archive}
          run={async () => {
            await api.change(path, z.unknown(), { method: 'DELETE' });
            go({ page: 'campaigns' });
          }}
          close={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
};
