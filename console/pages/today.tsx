import { useState } from 'preact/hooks';
import * as z from 'zod';
import { kpisSchema, type Today, todaySchema } from '../answers/reports.ts';
import { CampaignRow } from '../parts/campaign-row.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { DayBars } from '../parts/day-bars.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Card, Page } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { useAgain, useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import type { Route } from '../platform/routes.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords } from '../words/language.tsx';

const LATEST = 5;
const FORTNIGHT = 14;
const LOOK_AGAIN_SECONDS = 3;

const Sentence = ({ yesterday }: { readonly yesterday: Today['yesterday'] }) => {
  const words = useWords();
  const format = useFormat();
  if (!yesterday)
    return (
      <div class="yesterday">
        <p class="sentence">{words.today.noEvents}</p>
        <p class="lead">{words.today.noEventsDo}</p>
      </div>
    );
  const { orders, buyers, firstTimeBuyers } = yesterday;
  const revenue = format.monies(yesterday.revenue);
  const known = typeof buyers === 'number' && typeof firstTimeBuyers === 'number';
  return (
    <div class="yesterday">
      <p class="sentence">
        {known
          ? words.today.sentence(orders, revenue, buyers, firstTimeBuyers)
          : words.today.sentencePlain(orders, revenue)}
      </p>
    </div>
  );
};

interface Waiting {
  readonly icon: IconName;
  readonly text: string;
  readonly to: Route | undefined;
  /** Channel whose ads stand still. */
  readonly held?: string;
}

const useWaiting = () => {
  const { words, language } = useLanguage();
  const format = useFormat();
  return (decision: Today['decisions'][number]): Waiting => {
    const name = decision.name ?? decision.id ?? '';
    const to: Route | undefined = decision.id ? { page: 'campaign', id: decision.id } : undefined;
    switch (decision.kind) {
      case 'runFailed':
        return { icon: 'alert', text: words.today.runFailed(format.dateTime(decision.at ?? '')), to: undefined };
      case 'runMissing':
        return { icon: 'alert', text: words.today.runMissing(format.dateTime(decision.at ?? '')), to: undefined };
      case 'campaignPaused':
        return { icon: 'pause', text: words.today.paused(name), to };
      case 'adsPaused': {
        const text = decision.says?.[language] ?? decision.message ?? '';
        return { icon: 'pause', text, to: undefined, held: name };
      }
      case 'campaignDraft':
        return { icon: 'draft', text: words.today.draft(name), to };
      case 'dataQuality': {
        const text = words.today.dataQuality(decision.says?.[language] ?? decision.message ?? '', decision.more ?? 0);
        return { icon: 'alert', text, to: { page: 'readiness' } };
      }
      case 'sign': {
        const text = words.today.sign(decision.says?.[language] ?? decision.message ?? '', decision.more ?? 0);
        return { icon: 'results', text, to: { page: 'figures' } };
      }
      default:
        return { icon: 'alert', text: decision.message ?? `${decision.kind} ${name}`, to };
    }
  };
};

/** Lets the ads of a channel go out again. */
const ResumeAds = ({ channel, done }: { readonly channel: string; readonly done: () => void }) => {
  const words = useWords();
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const resume = async () => {
    await api.change(`/v1/pauses/${channel}/resume`, z.unknown(), { method: 'POST', body: {} });
    done();
  };
  return (
    <>
      <button type="button" class="button small" onClick={() => setAsking(true)}>
        {words.today.adsResume}
      </button>
      {asking ? (
        <Confirm
          title={words.today.adsResumeAsk}
          text={words.today.adsResumeText}
          action={words.today.adsResume}
          run={resume}
          close={() => setAsking(false)}
        />
      ) : null}
    </>
  );
};

const Decisions = ({ decisions, reload }: Pick<Today, 'decisions'> & { readonly reload: () => void }) => {
  const words = useWords();
  const waiting = useWaiting();
  return (
    <Card title={words.today.decisions}>
      {decisions.length === 0 ? <p class="quiet-line">{words.today.nothing}</p> : null}
      <ul class="decisions">
        {decisions.map((decision) => {
          const { icon, text, to, held } = waiting(decision);
          return (
            <li key={`${decision.kind} ${decision.id ?? decision.name ?? ''}`}>
              <Icon name={icon} />
              <span>{text}</span>
              {to ? (
                <Link to={to} class="button small" label={`${words.today.open}: ${decision.name ?? ''}`}>
                  {words.today.open}
                </Link>
              ) : null}
              {held ? <ResumeAds channel={held} done={reload} /> : null}
            </li>
          );
        })}
      </ul>
    </Card>
  );
};

const Latest = ({ campaigns }: Pick<Today, 'campaigns'>) => {
  const words = useWords();
  const shown = campaigns.slice(0, LATEST);
  const all = (
    <Link to={{ page: 'campaigns' }} class="quiet-link">
      {words.common.openAll}
    </Link>
  );
  return (
    <Card title={words.today.latest} aside={shown.length > 0 ? all : undefined}>
      {shown.length === 0 ? (
        <Empty icon="messages" title={words.today.noCampaigns}>
          <Link to={{ page: 'newCampaign' }}>{words.today.noCampaignsDo}</Link>
        </Empty>
      ) : (
        <ul class="rows">
          {shown.map((campaign) => (
            <CampaignRow key={campaign.id} campaign={campaign} />
          ))}
        </ul>
      )}
    </Card>
  );
};

const RunLine = ({ run, reload }: { readonly run: Today['run']; readonly reload: () => void }) => {
  const words = useWords();
  const format = useFormat();
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const running = run?.status === 'running';
  const recompute = async () => {
    await api.change('/v1/recompute', z.unknown(), { method: 'POST', body: {} });
    reload();
  };
  const state = !run
    ? words.today.neverRun
    : running
      ? words.today.running
      : words.today.runAsOf(format.date(run.asOf ?? ''), format.dateTime(run.finishedAt ?? run.startedAt ?? ''));
  return (
    <Card title={words.today.run}>
      <div class="run-line">
        <p class={running ? 'status live' : run?.status === 'failed' ? 'status bad' : 'status calm'} role="status">
          {state}
        </p>
        <button type="button" class="button small" disabled={running} onClick={() => setAsking(true)}>
          {words.today.recompute}
        </button>
      </div>
      {asking ? (
        <Confirm
          title={words.today.recomputeAsk}
          text={words.today.recomputeText}
          action={words.today.recompute}
          run={recompute}
          close={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
};

export const TodayPage = () => {
  const words = useWords();
  const api = useApi();
  const asked = useLoad('today', (signal) => api.get('/v1/reports/today', todaySchema, signal));
  const [today, reload] = asked;
  useAgain(asked, LOOK_AGAIN_SECONDS, today.state === 'ready' && today.value.value.run?.status === 'running');
  const [kpis, reloadKpis] = useLoad('kpis', (signal) => api.get('/v1/reports/kpis', kpisSchema, signal));
  return (
    <Page title={words.today.title} quiet>
      <Show loaded={today} retry={reload} rows={6}>
        {({ value }) => (
          <>
            <Sentence yesterday={value.yesterday} />
            <div class="columns">
              <div class="column wide">
                <Decisions decisions={value.decisions} reload={reload} />
                <Latest campaigns={value.campaigns} />
              </div>
              <div class="column">
                <Show loaded={kpis} retry={reloadKpis}>
                  {(answer) =>
                    answer.value.data.length > 1 ? (
                      <Card title={words.today.fortnight}>
                        <DayBars days={answer.value.data} slots={FORTNIGHT} />
                      </Card>
                    ) : null
                  }
                </Show>
                <RunLine run={value.run} reload={reload} />
              </div>
            </div>
          </>
        )}
      </Show>
    </Page>
  );
};
