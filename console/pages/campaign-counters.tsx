import { goalKind } from '../../shared/campaigns/goal.ts';
import type { Report } from '../../shared/insights/report-schema.ts';
import { placesOf } from '../answers/report.ts';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage, useWords, wordOf } from '../words/language.tsx';
import { CAMPAIGN_PAGE_WORDS } from './campaign-words.ts';

const together = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');

const NEGATIVE = ['unsubscribed', 'optedOut', 'bounced', 'complained', 'uninstalled'] as const;

/** Where everybody is, with the sum that must come out even, and what came back. */
export const Counters = ({ report }: { readonly report: Report }) => {
  const words = useWords();
  const own = CAMPAIGN_PAGE_WORDS[useLanguage().language];
  const format = useFormat();
  const goal = goalKind(report.goalEvent);
  const places = placesOf(report);
  const counted = `${format.number(report.audience)} = ${places.map(([, count]) => format.number(count)).join(' + ')}`;
  const negatives = NEGATIVE.filter((name) => report.negative[name] > 0);
  const share = (count: number): string =>
    report.delivered > 0 ? own.ofDelivered(format.percent(count / report.delivered)) : '';
  const ofSent = report.sent > 0 ? own.ofSent(format.percent(report.converted / report.sent)) : '';
  const machines = (all: number): string => own.humanOnly(format.number(all));
  const { opened, clicked } = report;
  const back = [
    { name: 'delivered', count: report.delivered, note: '' },
    { name: 'opened', count: opened.human, note: together(share(opened.human), machines(opened.all)) },
    { name: 'clicked', count: clicked.human, note: together(share(clicked.human), machines(clicked.all)) },
    { name: 'converted', count: report.converted, note: ofSent },
  ] as const;
  return (
    <Card title={own.counters}>
      <ul class="places-of">
        {places.map(([place, count]) => (
          <li key={place} class={count === 0 ? 'none' : ''}>
            <strong>{format.number(count)}</strong>
            <span>{words.messageStatuses[place]}</span>
          </li>
        ))}
      </ul>
      <p class="identity">{own.identity(counted)}</p>
      <ul class="came-back">
        {back.map(({ name, count, note }) => (
          <li key={name}>
            <span>{name === 'converted' && goal === 'event' ? own.reached : words.messageStatuses[name]}</span>
            <strong>{format.number(count)}</strong>
            <small>{note}</small>
          </li>
        ))}
        {negatives.map((name) => (
          <li key={name} class="negative">
            <span>{wordOf(words.messageStatuses, name)}</span>
            <strong>{format.number(report.negative[name])}</strong>
            <small>{share(report.negative[name])}</small>
          </li>
        ))}
      </ul>
    </Card>
  );
};
