// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { LaterWith } from '../parts/later.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { withQuery } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Impact, type ImpactFigures, impactSchema } from './answers.ts';
import { Estimate } from './estimate.tsx';
import { HoldoutCard } from './holdout-card.tsx';
import { useImpactWords } from './words.ts';

/** Columns that people stand behind. */
type ImpactLine = 'sent' | 'extra' | 'cost' | 'lost';

interface FigureProps {
  readonly label: string;
  readonly open: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/** A figure of the table; one that stands for people opens into them. */
const Figure = ({ label, open, children }: FigureProps) => (
  <td class="figure" data-label={label}>
    {open ? (
      <button type="button" class="figure-open" onClick={open}>
        {children}
      </button>
    ) : (
      children
    )}
  </td>
);

interface RowProps {
  readonly head: ComponentChildren;
  readonly figures: ImpactFigures;
  readonly currency: string;
  /** What a line opens. */
  readonly open: (line: ImpactLine) => void;
}

const Row = ({ head, figures, currency, open }: RowProps) => {
  const words = useImpactWords();
  const format = useFormat();
  const opens = (line: ImpactLine, isThere: boolean) => (isThere ? () => open(line) : undefined);
  const { sent, extraRevenue, channelCost, platformCost, peopleLost, net } = figures;
  return (
    <tr>
      <th scope="row">{head}</th>
      <Figure label={words.sent} open={opens('sent', sent > 0)}>
        {format.number(sent)}
      </Figure>
      <Figure label={words.extra} open={opens('extra', extraRevenue !== null)}>
        <Estimate estimate={extraRevenue} currency={currency} />
      </Figure>
      <Figure label={words.costs} open={opens('cost', channelCost.amount > 0)}>
        {format.money({ amount: channelCost.amount + platformCost.amount, currency })}
      </Figure>
      <Figure label={words.lost} open={opens('lost', peopleLost.count > 0)}>
        {words.lostPeople(format.number(peopleLost.count))}
        {peopleLost.value && peopleLost.count > 0 ? (
          <small class="below">{format.money(peopleLost.value)}</small>
        ) : null}
      </Figure>
      <td class="figure" data-label={words.net}>
        <Estimate estimate={net} currency={currency} />
      </td>
    </tr>
  );
};

interface TableProps {
  readonly label: string;
  readonly first: string;
  readonly children: ComponentChildren;
}

const Table = ({ label, first, children }: TableProps) => {
  const words = useImpactWords();
  return (
    <table class="list impact" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {[words.sent, words.extra, words.costs, words.lost, words.net].map((name) => (
            <th key={name} scope="col" class="figure">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
};

/** The people of one source behind one line. */
interface OpenedPeople {
  readonly line: ImpactLine;
  readonly of: 'campaign' | 'journey';
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

interface SourcesProps {
  readonly impact: Impact;
  readonly open: (people: OpenedPeople) => void;
}

const receiptTools = () =>
  import('../receipts/impact-receipt-tools.tsx').then(({ ImpactReceiptTools }) => ImpactReceiptTools);

/** Campaigns and journeys of a span, each line of which opens into people. */
const Sources = ({ impact, open }: SourcesProps) => {
  const words = useImpactWords();
  const format = useFormat();
  const { campaigns, journeys, currency, from, to } = impact;
  const [journeyId, openReceipt] = useState<string>();
  const people = (of: 'campaign' | 'journey', id: string) => (line: ImpactLine) => open({ line, of, id, from, to });
  return (
    <>
      {campaigns.length === 0 ? null : (
        <Card title={words.byCampaign}>
          <Table label={words.byCampaign} first={words.campaign}>
            {campaigns.map((campaign) => (
              <Row
                key={campaign.campaignId}
                head={
                  <>
                    <Link to={{ page: 'campaign', id: campaign.campaignId }}>{campaign.name}</Link>
                    <small class="below">{format.date(campaign.launchedAt)}</small>
                  </>
                }
                figures={campaign}
                currency={currency}
                open={people('campaign', campaign.campaignId)}
              />
            ))}
          </Table>
        </Card>
      )}
      {journeys.length === 0 ? null : (
        <Card title={words.byJourney}>
          <Table label={words.byJourney} first={words.journey}>
            {journeys.map((journey) => (
              <Row
                key={journey.journeyId}
                head={
                  <>
                    <Link to={{ page: 'journey', id: journey.journeyId }}>{journey.name}</Link>
                    <small class="below">
                      {journey.compared.control.people === 0
                        ? words.noControl
                        : words.compared(
                            format.number(journey.compared.sent.people),
                            format.number(journey.compared.control.people),
                          )}{' '}
                      <button
                        type="button"
                        class="text-button"
                        aria-label={`${journey.name} ${words.receipt}`}
                        onClick={() => openReceipt(journey.journeyId)}
                      >
                        {words.receipt}
                      </button>
                    </small>
                  </>
                }
                figures={journey}
                currency={currency}
                open={people('journey', journey.journeyId)}
              />
            ))}
          </Table>
        </Card>
      )}
      <LaterWith
        key={journeyId ?? ''}
        load={receiptTools}
        given={{ impact, journeyId, close: journeyId === undefined ? undefined : () => openReceipt(undefined) }}
      />
    </>
  );
};

interface PeriodProps {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly open: (people: OpenedPeople) => void;
  readonly close: () => void;
}

/** One period, opened into what made it up. */
const Period = ({ name, from, to, open, close }: PeriodProps) => {
  const words = useImpactWords();
  const api = useApi();
  const path = withQuery('/v1/reports/impact', { from, to });
  const [loaded, reload] = useLoad(path, (signal) => api.get(path, impactSchema, signal));
  return (
    <section class="stack" aria-label={name}>
      <p class="lead">
        {words.opened(name)}{' '}
        <button type="button" class="button small" onClick={close}>
          {words.whole}
        </button>
      </p>
      <Show loaded={loaded} retry={reload} rows={4}>
        {({ value }) => <Sources impact={value} open={open} />}
      </Show>
    </section>
  );
};

const linePeople = () => import('../receipts/line-people.tsx').then(({ LinePeople }) => LinePeople);

const Answer = ({ impact }: { readonly impact: Impact }) => {
  const [period, openPeriod] = useState<Impact['periods'][number]>();
  const [people, openPeople] = useState<OpenedPeople>();
  const { language } = useLanguage();
  const words = useImpactWords();
  const format = useFormat();
  const { total, periods, currency } = impact;
  const all = total.campaigns + total.journeys;
  const told = total.measured.campaigns + total.measured.journeys;
  if (all === 0)
    return (
      <Card title={words.title}>
        <Empty icon="results" title={words.empty}>
          {words.emptyDo}
        </Empty>
      </Card>
    );
  const span = words.span(format.date(impact.from), format.date(impact.to));
  return (
    <>
      <Card title={words.title} aside={<small class="quiet-line">{span}</small>}>
        <p class="lead">
          {words.sentence(format.number(total.campaigns), format.number(total.journeys), format.number(total.sent))}{' '}
          {words.measured(format.number(told), format.number(all))} {told < all ? words.unmeasured : ''}
        </p>
        <p class="impact-net">
          {words.net} <Estimate estimate={total.net} currency={currency} />
        </p>
        <Table label={words.title} first={words.period}>
          {periods.map((each) => (
            <Row
              key={each.period}
              head={each.period}
              figures={each}
              currency={currency}
              open={() => openPeriod(each)}
            />
          ))}
        </Table>
        <details class="definition">
          <summary>{words.definition}</summary>
          <p>{impact.definition[language]}</p>
        </details>
      </Card>
      {people ? <LaterWith load={linePeople} given={{ ...people, close: () => openPeople(undefined) }} /> : null}
      {period ? (
        <Period
          key={period.from}
          name={period.period}
          from={period.from}
          to={period.to}
          open={openPeople}
          close={() => openPeriod(undefined)}
        />
      ) : (
        <Sources impact={impact} open={openPeople} />
      )}
    </>
  );
};

/** What the campaigns and journeys of the last half year added, cost and lost together. */
export const ImpactDesk = () => {
  const api = useApi();
  const [loaded, reload] = useLoad('impact', (signal) => api.get('/v1/reports/impact', impactSchema, signal));
  return (
    <div class="stack">
      <Show loaded={loaded} retry={reload} rows={6}>
        {({ value }) => <Answer impact={value} />}
      </Show>
      <HoldoutCard />
    </div>
  );
};
