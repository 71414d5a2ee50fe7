// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import type { ComponentChildren } from 'preact';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Impact, type ImpactFigures, impactSchema } from './answers.ts';
import { IMPACT_WORDS } from './words.ts';

const useImpactWords = () => IMPACT_WORDS[useLanguage().language];

interface EstimateProps {
  readonly estimate: ImpactFigures['net'];
  readonly currency: string;
}

/** A figure with its doubt, or that there is none yet. */
const Estimate = ({ estimate, currency }: EstimateProps) => {
  const words = useImpactWords();
  const format = useFormat();
  if (!estimate) return <span class="quiet-line">{words.missing}</span>;
  const signed = (amount: number): string => format.money({ amount, currency }, { sign: true });
  const { low, high } = estimate.interval;
  return (
    <>
      <b>{signed(estimate.amount)}</b>
      <small class="below">{words.interval(signed(low), signed(high))}</small>
    </>
  );
};

interface RowProps {
  readonly head: ComponentChildren;
  readonly figures: ImpactFigures;
  readonly currency: string;
}

const Row = ({ head, figures, currency }: RowProps) => {
  const words = useImpactWords();
  const format = useFormat();
  const { sent, extraRevenue, channelCost, platformCost, peopleLost, net } = figures;
  return (
    <tr>
      <th scope="row">{head}</th>
      <td class="figure" data-label={words.sent}>
        {format.number(sent)}
      </td>
      <td class="figure" data-label={words.extra}>
        <Estimate estimate={extraRevenue} currency={currency} />
      </td>
      <td class="figure" data-label={words.costs}>
        {format.money({ amount: channelCost.amount + platformCost.amount, currency })}
      </td>
      <td class="figure" data-label={words.lost}>
        {words.lostPeople(format.number(peopleLost.count))}
        {peopleLost.value && peopleLost.count > 0 ? (
          <small class="below">{format.money(peopleLost.value)}</small>
        ) : null}
      </td>
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

const Answer = ({ impact }: { readonly impact: Impact }) => {
  const { language } = useLanguage();
  const words = useImpactWords();
  const format = useFormat();
  const { total, periods, campaigns, journeys, currency } = impact;
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
          {periods.map((period) => (
            <Row key={period.period} head={period.period} figures={period} currency={currency} />
          ))}
        </Table>
        <details class="definition">
          <summary>{words.definition}</summary>
          <p>{impact.definition[language]}</p>
        </details>
      </Card>
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
                          )}
                    </small>
                  </>
                }
                figures={journey}
                currency={currency}
              />
            ))}
          </Table>
        </Card>
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
    </div>
  );
};
