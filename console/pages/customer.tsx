import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Customer, customerSchema, nameOf } from '../answers/customer.ts';
import { valueText } from '../format/value.ts';
import { LaterWith } from '../parts/later.tsx';
import { Back, Card, Fact, Facts, Page } from '../parts/page.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { segment, withQuery } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useWords, wordOf } from '../words/language.tsx';
import { ComputedCard } from './customer-computed.tsx';
import { ConsentCard } from './customer-consent.tsx';
import { Cover, type Shown } from './customer-cover.tsx';
import { EraseCard, type Proof, ProofCard } from './customer-erase.tsx';
import { RfmCard } from './customer-scores.tsx';
import { TimelineCard } from './customer-timeline.tsx';

const churnCard = () => import('./customer-churn.tsx').then(({ ChurnCard }) => ChurnCard);

interface ProfileProps {
  readonly customer: Customer;
  readonly children: ComponentChildren;
}

/** By which channel the person would rather be written to, and how that is known. */
const Preferred = ({ customer: { preferredChannel } }: Pick<ProfileProps, 'customer'>) => {
  const words = useWords();
  const format = useFormat();
  const channel = preferredChannel?.channel;
  if (!preferredChannel || !channel) return null;
  const { messages = 0, responses = 0 } = preferredChannel.channels.find((each) => each.channel === channel) ?? {};
  const name = wordOf(words.channels, channel);
  const why =
    preferredChannel.by === 'wish'
      ? words.customer.preferredWish(name)
      : words.customer.preferredResponse(name, format.number(messages), format.number(responses));
  return <Fact name={words.customer.preferred}>{why}</Fact>;
};

const Profile = ({ customer, children }: ProfileProps) => {
  const words = useWords();
  const format = useFormat();
  const { contacts, devices, stats, linkedIds } = customer;
  const others = linkedIds.filter((id) => id !== customer.id);
  return (
    <Card title={words.customer.contacts}>
      <Facts>
        {contacts.email ? <Fact name={words.customer.email}>{contacts.email}</Fact> : null}
        {contacts.phone ? <Fact name={words.customer.phone}>{contacts.phone}</Fact> : null}
        {devices.map(({ platform, token, lastSeenAt, offAt }) => (
          <Fact key={token} name={words.customer.device(platform)}>
            {offAt
              ? words.customer.deviceOff(token, format.date(offAt))
              : words.customer.deviceOn(token, format.date(lastSeenAt))}
          </Fact>
        ))}
        {stats.firstSeenAt ? <Fact name={words.customer.firstSeen}>{format.date(stats.firstSeenAt)}</Fact> : null}
        {stats.lastSeenAt ? <Fact name={words.customer.lastSeen}>{format.dateTime(stats.lastSeenAt)}</Fact> : null}
        <Preferred customer={customer} />
        {others.length > 0 ? <Fact name={words.customer.linked}>{others.join(', ')}</Fact> : null}
      </Facts>
      {!contacts.email && !contacts.phone ? <p class="quiet-line">{words.customer.noContacts}</p> : null}
      {children}
    </Card>
  );
};

const Purchases = ({ stats }: Pick<Customer, 'stats'>) => {
  const words = useWords();
  const format = useFormat();
  const only = stats.revenue.length === 1 ? stats.revenue[0] : undefined;
  if (stats.orders === 0)
    return (
      <Card title={words.customer.purchases}>
        <p class="quiet-line">{words.customer.noOrders}</p>
      </Card>
    );
  return (
    <Card title={words.customer.purchases}>
      <div class="figures">
        <div>
          <strong>{format.number(stats.orders)}</strong>
          <span>{words.customer.orders}</span>
        </div>
        <div>
          <strong>{format.monies(stats.revenue)}</strong>
          <span>{words.customer.revenue}</span>
        </div>
        {only ? (
          <div>
            <strong>{format.money({ ...only, amount: Math.round(only.amount / stats.orders) })}</strong>
            <span>{words.customer.average}</span>
          </div>
        ) : null}
      </div>
      <Facts>
        {stats.firstOrderAt ? <Fact name={words.customer.firstOrder}>{format.date(stats.firstOrderAt)}</Fact> : null}
        {stats.lastOrderAt ? <Fact name={words.customer.lastOrder}>{format.date(stats.lastOrderAt)}</Fact> : null}
      </Facts>
    </Card>
  );
};

const Traits = ({ traits }: Pick<Customer, 'traits'>) => {
  const words = useWords();
  const entries = Object.entries(traits).sort(([left], [right]) => (left < right ? -1 : 1));
  return (
    <Card title={words.customer.traits}>
      {entries.length === 0 ? (
        <p class="quiet-line">{words.customer.noTraits}</p>
      ) : (
        <Facts>
          {entries.map(([name, value]) => (
            <Fact key={name} name={name}>
              {valueText(value)}
            </Fact>
          ))}
        </Facts>
      )}
    </Card>
  );
};

const Segments = ({ segments }: Pick<Customer, 'segments'>) => {
  const words = useWords();
  const format = useFormat();
  const names = useNames();
  return (
    <Card title={words.customer.segments}>
      {segments.length === 0 ? <p class="quiet-line">{words.customer.noSegments}</p> : null}
      <ul class="chips">
        {segments.map((one) => (
          <li key={one.id} class="chip">
            {names.segment(one.id, one.name)}
            {one.since ? <small>{words.customer.since(format.date(one.since))}</small> : null}
          </li>
        ))}
      </ul>
    </Card>
  );
};

export const CustomerPage = ({ id }: { readonly id: string }) => {
  const words = useWords();
  const api = useApi();
  const [loaded, reload] = useLoad(id, (signal) =>
    api.get(withQuery(`/v1/customers/${segment(id)}`, { personal: 'masked' }), customerSchema, signal),
  );
  const [shown, setShown] = useState<Shown>();
  const [erased, setErased] = useState<{ readonly id: string; readonly proof: Proof }>();
  const open = shown?.customer.id === id ? shown : undefined;
  const customer = open?.customer ?? (loaded.state === 'ready' ? loaded.value.value : undefined);
  const title = customer ? (nameOf(customer) ?? words.customer.anonymous) : id;
  const kind = customer?.kind && customer.kind !== 'consumer' ? wordOf(words.customer.kinds, customer.kind) : undefined;
  const aside = (
    <>
      <code class="id">{id}</code>
      {kind ? <span class="chip">{kind}</span> : null}
    </>
  );
  if (erased?.id === id)
    return (
      <Page title={words.erase.title} above={<Back />}>
        <ProofCard proof={erased.proof} />
      </Page>
    );
  if (loaded.state === 'failed' && loaded.error.status === 410)
    return (
      <Page title={words.erase.title} above={<Back />}>
        <Empty title={words.erase.gone}>{words.erase.goneText}</Empty>
      </Page>
    );
  return (
    <Page title={title} above={<Back />} aside={aside}>
      <Show loaded={loaded} retry={reload} rows={8}>
        {({ value: masked }) => {
          const value = open?.customer ?? masked;
          const again = () => {
            setShown(undefined);
            reload();
          };
          return (
            <div class="columns">
              <div class="column wide">
                <RfmCard customer={value} />
                <LaterWith load={churnCard} rows={4} given={{ customer: value }} />
                <TimelineCard id={value.id} reason={open?.reason} />
              </div>
              <div class="column">
                <Purchases stats={value.stats} />
                <ComputedCard computed={value.computed} />
                <Profile customer={value}>
                  <Cover id={value.id} shown={open} change={setShown} />
                </Profile>
                <ConsentCard customer={value} reload={again} />
                <Segments segments={value.segments} />
                <Traits traits={value.traits} />
                <EraseCard id={value.id} erased={(proof) => setErased({ id, proof })} />
              </div>
            </div>
          );
        }}
      </Show>
    </Page>
  );
};
