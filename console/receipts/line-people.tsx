// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import * as z from 'zod';
import { reasonText } from '../../shared/insights/receipt-words.ts';
import { Card } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { listOf, segment, withQuery } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import type { OpenedLine } from './line-of.ts';
import { LINE_PEOPLE_WORDS } from './line-people-words.ts';

const moneySchema = z.object({ amount: z.number(), currency: z.string() });
const peopleSchema = listOf(
  z.object({
    customerId: z.string().nullable(),
    name: z.string().nullable(),
    contacts: z.object({ email: z.string().optional(), phone: z.string().optional() }),
    side: z.enum(['sent', 'control', 'none']),
    status: z.string(),
    reason: z.string().nullable(),
    at: z.string(),
    bought: moneySchema.extend({ orders: z.number() }).nullable(),
    cost: z.object({ milli: z.number(), currency: z.string() }).nullable(),
    lost: z.object({ by: z.string(), value: moneySchema.nullable() }).nullable(),
  }),
);
type Person = z.infer<typeof peopleSchema>['data'][number];

export interface LinePeopleProps extends OpenedLine {
  readonly of: 'campaign' | 'journey';
  readonly id: string;
  /** Dates of the shop, of a journey. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly close: () => void;
}

const Rows = ({ people }: { readonly people: readonly Person[] }) => {
  const { language, words } = useLanguage();
  const own = LINE_PEOPLE_WORDS[language];
  const format = useFormat();
  const shareOf = ({ bought, cost, lost }: Person): string =>
    [
      bought ? own.bought(format.money(bought)) : '',
      cost ? own.cost(format.money({ amount: cost.milli / 1_000, currency: cost.currency })) : '',
      lost ? `${wordOf(own.losses, lost.by)}${lost.value ? ` (${format.money(lost.value)})` : ''}` : '',
    ]
      .filter((text) => text !== '')
      .join(' · ');
  return (
    <table class="list">
      <thead>
        <tr>
          {[words.customers.name, own.side, own.share].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col" class="figure roomy">
            {own.at}
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((person, place) => (
          <tr key={`${person.customerId ?? ''} ${place}`}>
            <th scope="row">
              {person.customerId === null ? (
                own.erased
              ) : (
                <Link to={{ page: 'customer', id: person.customerId }} class="list-link">
                  {person.name ?? person.customerId}
                </Link>
              )}
              <small class="below">{person.contacts.email ?? person.contacts.phone ?? ''}</small>
            </th>
            <td>
              {person.side === 'control' ? own.control : wordOf(words.messageStatuses, person.status)}
              {person.reason ? <small class="below">{reasonText(person.reason, language)}</small> : null}
            </td>
            <td>{shareOf(person)}</td>
            <td class="figure roomy">{format.dateTime(person.at)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** A line of a receipt, opened: who stands behind it, and what each put on it. */
export const LinePeople = ({ of, id, line, because, from, to, close }: LinePeopleProps) => {
  const { language } = useLanguage();
  const own = LINE_PEOPLE_WORDS[language];
  const api = useApi();
  const load = async (cursor: string | undefined) => {
    const span = of === 'journey' ? { from, to } : {};
    const path = withQuery(`/v1/${of}s/${segment(id)}/people`, { line, because, limit: 25, cursor, ...span });
    return (await api.get(path, peopleSchema)).value;
  };
  const title = `${wordOf(own.lines, line)}${because === undefined ? '' : `: ${reasonText(because, language)}`}`;
  return (
    <Card
      title={title}
      aside={
        <button type="button" class="button small" onClick={close}>
          {own.close}
        </button>
      }
    >
      <Pages
        name={[of, id, line, because, from, to].join(' ')}
        load={load}
        empty={<p class="quiet-line">{own.nobody}</p>}
      >
        {(people) => <Rows people={people} />}
      </Pages>
    </Card>
  );
};
