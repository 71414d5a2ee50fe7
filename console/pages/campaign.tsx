// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import { reportSchema } from '../../shared/insights/report-schema.ts';
import { type Campaign, campaignSchema } from '../answers/campaign.ts';
import { Standing } from '../campaigns/standing.tsx';
import { ExperimentCard } from '../experiments/experiment-card.tsx';
import { LaterWith } from '../parts/later.tsx';
import { Back, Page } from '../parts/page.tsx';
import { ReceiptSlip } from '../parts/receipt.tsx';
import { Show } from '../parts/states.tsx';
import { CampaignStatus } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { useAgain, useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { lineOf, type OpenedLine } from '../receipts/line-of.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { About } from './campaign-about.tsx';
import { CampaignActions } from './campaign-actions.tsx';
import { Counters } from './campaign-counters.tsx';
import { KeepingCard } from './campaign-keeping.tsx';
import { PreflightCard, PreviewCard } from './campaign-preflight.tsx';
import { Recipients } from './campaign-recipients.tsx';
import { TrialCard } from './campaign-trial.tsx';
import { CAMPAIGN_PAGE_WORDS } from './campaign-words.ts';

const surveyCards = () => import('../surveys/survey-cards.tsx').then(({ SurveyCards }) => SurveyCards);
const linePeople = () => import('../receipts/line-people.tsx').then(({ LinePeople }) => LinePeople);
const receiptTools = () =>
  import('../receipts/campaign-receipt-tools.tsx').then(({ CampaignReceiptTools }) => CampaignReceiptTools);

/** States in which figures still move by themselves. */
const MOVING = new Set(['scheduled', 'launching', 'sending', 'cancelling']);
const LOOK_AGAIN_SECONDS = 4;

interface LaunchedProps {
  readonly campaign: Campaign;
  readonly moving: boolean;
  readonly reload: () => void;
}

const Launched = ({ campaign, moving, reload: keep }: LaunchedProps) => {
  const { id } = campaign;
  const _words = useWords();
  const own = CAMPAIGN_PAGE_WORDS[useLanguage().language];
  const api = useApi();
  const asked = useLoad(`report ${id}`, (signal) =>
    api.get(`/v1/campaigns/${segment(id)}/report`, reportSchema, signal),
  );
  useAgain(asked, LOOK_AGAIN_SECONDS, moving);
  const [report, reload] = asked;
  const [opened, open] = useState<OpenedLine>();
  return (
    <Show loaded={report} retry={reload} rows={10}>
      {({ value }) => (
        <div class="columns slip-first">
          <div class="column">
            <ReceiptSlip
              report={value}
              opens={(lineId) => {
                const line = lineOf(lineId);
                return line && (() => open(line));
              }}
            />
            {moving ? <p class="quiet-line centred">{own.live}</p> : null}
          </div>
          <div class="column wide">
            {opened ? (
              <LaterWith
                load={linePeople}
                given={{ of: 'campaign', id, ...opened, close: () => open(undefined) } as const}
              />
            ) : null}
            {value.experiment ? (
              <ExperimentCard campaign={campaign} report={value} experiment={value.experiment} reload={keep} />
            ) : null}
            <Counters report={value} />
            {value.surveys.length > 0 ? <LaterWith load={surveyCards} rows={6} given={{ report: value }} /> : null}
            <About campaign={campaign} />
            <Recipients id={id} report={value} />
            <LaterWith load={receiptTools} rows={2} given={{ report: value }} />
            <KeepingCard campaign={campaign} reload={keep} />
          </div>
        </div>
      )}
    </Show>
  );
};

export const CampaignPage = ({ id }: { readonly id: string }) => {
  const _words = useWords();
  const own = CAMPAIGN_PAGE_WORDS[useLanguage().language];
  const api = useApi();
  const asked = useLoad(`campaign ${id}`, (signal) => api.get(`/v1/campaigns/${segment(id)}`, campaignSchema, signal));
  const [loaded, reload] = asked;
  const campaign = loaded.state === 'ready' ? loaded.value.value : undefined;
  const moving = campaign !== undefined && MOVING.has(campaign.status);
  useAgain(asked, LOOK_AGAIN_SECONDS, moving);
  const aside = campaign ? (
    <>
      <CampaignStatus code={campaign.status} />
      <CampaignActions campaign={campaign} reload={reload} />
    </>
  ) : null;
  return (
    <Page title={campaign?.name ?? id} above={<Back />} aside={aside}>
      {campaign && (campaign.paused || campaign.stage || campaign.series) ? <Standing campaign={campaign} /> : null}
      <Show loaded={loaded} retry={reload} rows={8}>
        {({ value }) =>
          value.status === 'draft' ? (
            <div class="columns">
              <div class="column wide">
                <PreflightCard id={value.id} changed={reload} />
                {value.templateId ? <PreviewCard templateId={value.templateId} /> : null}
              </div>
              <div class="column">
                <About campaign={value} />
                <TrialCard id={value.id} />
                <KeepingCard campaign={value} reload={reload} />
                <p class="quiet-line">{own.noReceipt}</p>
              </div>
            </div>
          ) : (
            <Launched campaign={value} moving={moving} reload={reload} />
          )
        }
      </Show>
    </Page>
  );
};
