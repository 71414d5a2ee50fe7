import { useState } from 'preact/hooks';
import * as z from 'zod';
import { kpisSchema, type Today, todaySchema } from '../answers/reports.ts';
import { CampaignRow } from '../parts/campaign-row.tsx';
import { Confirm } from '../parts/confirm.tsx';

import { LaterWith } from '../parts/later.tsx';
import { Card, Page } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { useAgain, useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { Decisions } from '../today/decisions.tsx';
import { useWords } from '../words/language.tsx';

const dayLine = () => import('../today/day-line.tsx').then(({ DayLine }) => DayLine);
const dayBars = () => import('../today/day-bars.tsx').then(({ DayBars }) => DayBars);

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
                {value.date ? <LaterWith load={dayLine} given={{ date: value.date }} rows={3} /> : null}
                <Latest campaigns={value.campaigns} />
              </div>
              <div class="column">
                <Show loaded={kpis} retry={reloadKpis}>
                  {(answer) =>
                    answer.value.data.length > 1 ? (
                      <Card title={words.today.fortnight}>
                        <LaterWith load={dayBars} given={{ days: answer.value.data, slots: FORTNIGHT }} rows={3} />
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
