import { useMemo } from 'preact/hooks';
import { reasonText } from '../../shared/insights/receipt-words.ts';
import { campaignSchema } from '../answers/campaign.ts';
import { timelineEntrySchema } from '../answers/customer.ts';
import { type TimelineLine, timelineLine } from '../answers/timeline.ts';
import { valueText } from '../format/value.ts';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Status } from '../parts/status.tsx';
import { listOf, segment, withQuery } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords, wordOf } from '../words/language.tsx';

const namesSchema = listOf(campaignSchema.pick({ id: true, name: true }));
const timelineSchema = listOf(timelineEntrySchema);

const Title = ({ line }: { readonly line: TimelineLine }) => {
  const words = useWords();
  if (line.kind === 'event') {
    const said = line.type === 'track' ? undefined : wordOf(words.events, line.type);
    return (
      <strong>
        {said ?? line.name ?? line.type}
        {said && line.name ? ` · ${line.name}` : ''}
      </strong>
    );
  }
  const { campaignId, journeyId } = line;
  const from = campaignId
    ? { to: { page: 'campaign', id: campaignId } as const, name: words.forCampaign(line.name ?? '') }
    : journeyId && { to: { page: 'journey', id: journeyId } as const, name: words.forJourney(line.name ?? '') };
  return (
    <strong class="capital">
      {line.channel ? wordOf(words.channels, line.channel) : words.message} ·{' '}
      {from ? <Link to={from.to}>{from.name}</Link> : line.name}
    </strong>
  );
};

const Line = ({ line }: { readonly line: TimelineLine }) => {
  const { language, words } = useLanguage();
  const format = useFormat();
  return (
    <li class={line.kind}>
      <time dateTime={line.at}>{format.dateTime(line.at)}</time>
      <div>
        <p>
          <Title line={line} />
          {line.status ? <Status code={line.status} word={wordOf(words.messageStatuses, line.status)} /> : null}
          {line.reason ? <small>{reasonText(line.reason, language)}</small> : null}
          {line.steps.map((step) => (
            <small key={step.what} title={format.dateTime(step.at)}>
              {words.steps[step.what]}
            </small>
          ))}
        </p>
        {line.detail.length > 0 ? (
          <details>
            <summary>{words.customer.details}</summary>
            <Facts>
              {line.detail.map(([name, value]) => (
                <Fact key={name} name={name}>
                  {valueText(value)}
                </Fact>
              ))}
            </Facts>
          </details>
        ) : null}
      </div>
    </li>
  );
};

interface TimelineProps {
  readonly id: string;
  /** Why personal data is shown; without it the entries come masked. */
  readonly reason: string | undefined;
}

export const TimelineCard = ({ id, reason }: TimelineProps) => {
  const words = useWords();
  const api = useApi();
  const [named] = useLoad('campaign names', (signal) => api.get('/v1/campaigns?limit=200', namesSchema, signal));
  const campaigns = useMemo(
    () =>
      new Map(named.state === 'ready' ? named.value.value.data.map(({ id: campaign, name }) => [campaign, name]) : []),
    [named],
  );
  const load = async (cursor: string | undefined) => {
    const path = withQuery(`/v1/customers/${segment(id)}/timeline`, {
      ...{ limit: 30, cursor, reason },
      personal: reason === undefined ? 'masked' : 'shown',
    });
    return (await api.get(path, timelineSchema)).value;
  };
  return (
    <Card title={words.customer.timeline}>
      <Pages name={`${id} ${reason ?? ''}`} load={load} empty={<p class="quiet-line">{words.customer.noTimeline}</p>}>
        {(rows) => (
          <ol class="timeline">
            {rows.map((row, index) => (
              // Two entries may be alike in everything; their place is what tells them apart.
              <Line key={index} line={timelineLine(row, campaigns)} />
            ))}
          </ol>
        )}
      </Pages>
    </Card>
  );
};
