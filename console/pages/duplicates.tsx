// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import * as z from 'zod';
import { type CustomerSummary, customerSummarySchema, nameOf } from '../answers/customer.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty } from '../parts/states.tsx';
import { listOf, segment, withQuery } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { DUPLICATE_WORDS } from './duplicates-words.ts';

const suggestionSchema = z.object({
  id: z.string(),
  reason: z.enum(['email', 'phone', 'alias']),
  customers: z.array(customerSummarySchema),
});
type Suggestion = z.infer<typeof suggestionSchema>;

const suggestionsSchema = listOf(suggestionSchema);

interface PersonProps {
  readonly person: CustomerSummary;
  readonly keep: () => void;
}

const Person = ({ person, keep }: PersonProps) => {
  const words = useWords();
  const own = DUPLICATE_WORDS[useLanguage().language];
  const format = useFormat();
  const { stats } = person;
  return (
    <li class="row">
      <span class="row-main">
        <Link to={{ page: 'customer', id: person.id }} class="list-link">
          <span class="list-name">{nameOf(person) ?? words.customer.anonymous}</span>
          <span class="list-id">{person.id}</span>
        </Link>
        <span class="row-sub">
          <span>{[person.contacts.email, person.contacts.phone].filter(Boolean).join(' · ')}</span>
          {stats ? <span>{own.bought(stats.orders, format.monies(stats.revenue))}</span> : null}
        </span>
      </span>
      <button type="button" class="button small" onClick={keep}>
        {own.keep}
      </button>
    </li>
  );
};

type Asking = { readonly survivor: CustomerSummary } | 'reject';

interface PairProps {
  readonly suggestion: Suggestion;
  readonly decided: () => void;
}

const Pair = ({ suggestion, decided }: PairProps) => {
  const _words = useWords();
  const own = DUPLICATE_WORDS[useLanguage().language];
  const api = useApi();
  const [asking, setAsking] = useState<Asking>();
  const send = async (action: 'confirm' | 'reject', body: object) => {
    await api.change(`/v1/duplicates/${segment(suggestion.id)}/${action}`, z.unknown(), { method: 'POST', body });
    decided();
  };
  const close = () => setAsking(undefined);
  return (
    <Card title={own.reasons[suggestion.reason]}>
      <ul class="rows">
        {suggestion.customers.map((person) => (
          <Person key={person.id} person={person} keep={() => setAsking({ survivor: person })} />
        ))}
      </ul>
      <p class="more">
        <button type="button" class="button small" onClick={() => setAsking('reject')}>
          {own.reject}
        </button>
      </p>
      {asking === 'reject' ? (
        <Confirm
          title={own.rejectAsk}
          text={own.rejectText}
          action={own.reject}
          run={() => send('reject', {})}
          close={close}
        />
      ) : null}
      {asking !== undefined && asking !== 'reject' ? (
        <Confirm
          title={own.confirmAsk}
          text={own.confirmText(nameOf(asking.survivor) ?? asking.survivor.id)}
          action={own.confirm}
          danger
          run={() => send('confirm', { survivor: asking.survivor.id })}
          close={close}
        />
      ) : null}
    </Card>
  );
};

/** Pairs of known customers who may be one person; a decision takes its pair off the page. */
export const DuplicatesPage = () => {
  const _words = useWords();
  const own = DUPLICATE_WORDS[useLanguage().language];
  const api = useApi();
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set());
  const load = async (cursor: string | undefined) =>
    (await api.get(withQuery('/v1/duplicates', { limit: 20, cursor }), suggestionsSchema)).value;
  const empty = (
    <Empty icon="customers" title={own.empty}>
      {own.emptyDo}
    </Empty>
  );
  return (
    <Page title={own.title}>
      <p class="lead">{own.lead}</p>
      <span role="status" class="done">
        {decided.size > 0 ? own.done(decided.size) : ''}
      </span>
      <Pages name="duplicates" load={load} empty={empty}>
        {(rows) => (
          <div class="stack">
            {rows
              .filter(({ id }) => !decided.has(id))
              .map((suggestion) => (
                <Pair
                  key={suggestion.id}
                  suggestion={suggestion}
                  decided={() => setDecided((before) => new Set([...before, suggestion.id]))}
                />
              ))}
          </div>
        )}
      </Pages>
    </Page>
  );
};
