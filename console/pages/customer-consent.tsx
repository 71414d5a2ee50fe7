import { useState } from 'preact/hooks';
import * as z from 'zod';
import type { ChannelConsent, ConsentDecision, Customer } from '../answers/customer.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { useFormat, useShop } from '../parts/shop.tsx';
import { Status } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords, wordOf } from '../words/language.tsx';
import { ConsentChange } from './consent-change.tsx';

const PURPOSES = ['ad', 'night', 'info'] as const;

const Decision = ({ name, decision }: { readonly name: string; readonly decision: ConsentDecision }) => {
  const words = useWords();
  const format = useFormat();
  const { granted, withdrawn, pending, bases } = words.customer;
  const table = { granted, withdrawn, pending };
  const evidence = decision.source || decision.wording || decision.receivedAt || decision.expiresAt;
  return (
    <div class="decision">
      <p>
        <span class="decision-name">{name}</span>
        <Status code={decision.state} word={wordOf(table, decision.state)} />
        {decision.at ? <small>{words.customer.consentAt(format.date(decision.at))}</small> : null}
      </p>
      {evidence ? (
        <details>
          <summary>{words.customer.evidence}</summary>
          <Facts>
            {decision.source ? <Fact name={words.customer.source}>{decision.source}</Fact> : null}
            {decision.wording ? <Fact name={words.customer.wording}>{decision.wording}</Fact> : null}
            {decision.basis ? <Fact name={words.customer.basis}>{wordOf(bases, decision.basis)}</Fact> : null}
            {decision.by ? <Fact name={words.customer.by}>{decision.by}</Fact> : null}
            {decision.ip ? <Fact name={words.customer.requestFrom}>{decision.ip}</Fact> : null}
            {decision.file ? <Fact name={words.customer.file}>{decision.file}</Fact> : null}
            {decision.reconfirmBy ? (
              <Fact name={words.customer.reconfirmBy}>{format.date(decision.reconfirmBy)}</Fact>
            ) : null}
            {decision.expiresAt ? <Fact name={words.customer.expiresAt}>{format.date(decision.expiresAt)}</Fact> : null}
            {decision.receivedAt ? (
              <Fact name={words.customer.receivedAt}>{format.dateTime(decision.receivedAt)}</Fact>
            ) : null}
          </Facts>
        </details>
      ) : null}
    </div>
  );
};

interface ChannelProps {
  readonly channel: string;
  readonly consent: ChannelConsent;
  readonly withdraw: () => void;
}

const Channel = ({ channel, consent, withdraw }: ChannelProps) => {
  const { language, words } = useLanguage();
  const { settings } = useShop();
  // A topic that settings no longer have still says what was said.
  const topicName = (id: string): string => settings?.topics.find((topic) => topic.id === id)?.name[language] ?? id;
  const format = useFormat();
  return (
    <section class="channel">
      <h3 class="capital">{wordOf(words.channels, channel)}</h3>
      {PURPOSES.map((purpose) => {
        const decision = consent[purpose];
        return decision ? <Decision key={purpose} name={words.customer.purposes[purpose]} decision={decision} /> : null;
      })}
      {Object.entries(consent.topics ?? {}).map(([topic, decision]) => (
        <Decision key={topic} name={words.customer.forTopic(topicName(topic))} decision={decision} />
      ))}
      {consent.suppressed ? (
        <p class="decision">
          <span class="decision-name">{words.customer.suppressed}</span>
          <span class="status bad">{wordOf(words.suppressions, consent.suppressed.reason)}</span>
          {consent.suppressed.at ? <small>{format.date(consent.suppressed.at)}</small> : null}
        </p>
      ) : null}
      {consent.ad?.state === 'granted' ? (
        <button type="button" class="text-button" onClick={withdraw}>
          {words.customer.withdraw}
        </button>
      ) : null}
    </section>
  );
};

interface ConsentCardProps {
  readonly customer: Customer;
  readonly reload: () => void;
}

/** What the person said per channel, with its evidence; a refusal that came by telephone can be recorded here. */
export const ConsentCard = ({ customer, reload }: ConsentCardProps) => {
  const words = useWords();
  const api = useApi();
  const [asking, setAsking] = useState<string>();
  const [recording, setRecording] = useState(false);
  const channels = Object.entries(customer.consent);
  const withdraw = async (channel: string) => {
    const path = `/v1/customers/${segment(customer.id)}/consents/${segment(channel)}`;
    const body = { purpose: 'ad', state: 'withdrawn', source: 'console' };
    await api.change(path, z.unknown(), { method: 'PUT', body });
    reload();
  };
  return (
    <Card title={words.customer.consent}>
      {channels.length === 0 ? <p class="quiet-line">{words.customer.noConsent}</p> : null}
      {channels.map(([channel, consent]) => (
        <Channel key={channel} channel={channel} consent={consent} withdraw={() => setAsking(channel)} />
      ))}
      <button type="button" class="text-button" onClick={() => setRecording(true)}>
        {words.customer.recordChange}
      </button>
      {recording ? <ConsentChange id={customer.id} done={reload} close={() => setRecording(false)} /> : null}
      {asking === undefined ? null : (
        <Confirm
          title={words.customer.withdrawAsk(wordOf(words.channels, asking))}
          text={words.customer.withdrawText}
          action={words.customer.withdraw}
          danger
          run={() => withdraw(asking)}
          close={() => setAsking(undefined)}
        />
      )}
    </Card>
  );
};
