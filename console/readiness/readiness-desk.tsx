// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import {
  type CatalogueEvents,
  catalogueSchema,
  propertiesSchema,
  type Readiness,
  readinessSchema,
  releaseSchema,
} from '../answers/quality.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Icon } from '../parts/icon.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { useReadinessWords } from './words.ts';

const TONES: Readonly<Record<string, string>> = { works: 'done', partly: 'paused', locked: 'draft' };
const ORDER = ['works', 'partly', 'locked'];

type Capability = Readiness['capabilities'][number];

const Request = ({ text }: { readonly text: string }) => {
  const words = useReadinessWords();
  const [copied, setCopied] = useState(false);
  // A page without https has no clipboard; the text can be selected there.
  const copy = navigator.clipboard
    ? () => void navigator.clipboard.writeText(text).then(() => setCopied(true))
    : undefined;
  return (
    <details class="request">
      <summary>{words.request}</summary>
      <pre>{text}</pre>
      {copy ? (
        <button type="button" class="button small" onClick={copy}>
          {copied ? words.copied : words.copy}
        </button>
      ) : null}
    </details>
  );
};

const Row = ({ capability }: { readonly capability: Capability }) => {
  const words = useReadinessWords();
  const { language } = useLanguage();
  return (
    <li class="capability">
      <div class="capability-head">
        <h3>{capability.name[language]}</h3>
        <Status code={TONES[capability.state] ?? ''} word={wordOf(words.states, capability.state)} />
      </div>
      {capability.missing.length > 0 ? (
        <ul class="plain">
          {capability.missing.map((one) => (
            <li key={one.en}>{one[language]}</li>
          ))}
        </ul>
      ) : null}
      {capability.request ? <Request text={capability.request[language]} /> : null}
    </li>
  );
};

const Warnings = ({ warnings }: Pick<Readiness, 'warnings'>) => {
  const words = useReadinessWords();
  const { language } = useLanguage();
  return (
    <Card title={words.warnings}>
      {warnings.length === 0 ? <p class="quiet-line">{words.noWarnings}</p> : null}
      <ul class="decisions">
        {warnings.map((warning) => (
          <li key={`${warning.kind} ${warning.event} ${warning.property ?? ''}`}>
            <Icon name="alert" />
            <span>
              {warning.says[language]} <span class="quiet-line">{warning.advice[language]}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
};

const Waiting = ({ waiting, reload }: Pick<Readiness, 'waiting'> & { readonly reload: () => void }) => {
  const words = useReadinessWords();
  const format = useFormat();
  const api = useApi();
  const [asking, setAsking] = useState(false);
  if (waiting.events === 0) return null;
  const release = async () => {
    await api.change('/v1/quarantine/release', releaseSchema, { method: 'POST' });
    reload();
  };
  const { events, people, more, limit, oldest } = waiting;
  return (
    <Card title={words.waiting}>
      <p>{words.waitingWhy(events, more, people, limit.events, limit.minutes)}</p>
      {oldest ? <p class="quiet-line">{words.waitingSince(format.dateTime(oldest))}</p> : null}
      <button type="button" class="button small" onClick={() => setAsking(true)}>
        {words.release}
      </button>
      {asking ? (
        <Confirm
          title={words.releaseAsk}
          text={words.releaseText}
          action={words.release}
          run={release}
          close={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
};

/** The properties of one event, asked for when somebody opens them. */
const Properties = ({ event }: { readonly event: string }) => {
  const words = useReadinessWords();
  const [open, setOpen] = useState(false);
  return (
    <details class="request" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.properties}</summary>
      {open ? <PropertyList event={event} /> : null}
    </details>
  );
};

const PropertyList = ({ event }: { readonly event: string }) => {
  const words = useReadinessWords();
  const format = useFormat();
  const api = useApi();
  const [loaded, reload] = useLoad(`properties of ${event}`, (signal) =>
    api.get(`/v1/catalogue/${segment(event)}`, propertiesSchema, signal),
  );
  return (
    <Show loaded={loaded} retry={reload}>
      {({ value: { data } }) => (
        <ul class="properties">
          {data.map(({ property, types, shareMissing, shareUnreadable, examples }) => {
            const facts = [
              Object.keys(types)
                .map((type) => wordOf(words.typeNames, type))
                .join(', '),
              ...(shareMissing ? [words.absent(format.percent(shareMissing))] : []),
              ...(shareUnreadable ? [words.unreadable(format.percent(shareUnreadable))] : []),
            ];
            return (
              <li key={property}>
                <code>{property}</code> <span>{facts.join(' · ')}</span>
                {examples.length > 0 ? <small>{words.examples(examples.join(', '))}</small> : null}
              </li>
            );
          })}
        </ul>
      )}
    </Show>
  );
};

const Events = ({ data }: CatalogueEvents) => {
  const words = useReadinessWords();
  const format = useFormat();
  return (
    <Card title={words.events}>
      {data.length === 0 ? <Empty title={words.noEvents} /> : null}
      <ul class="came">
        {data.map((event) => (
          <li key={event.event}>
            <b>{wordOf(words.calls, event.event)}</b>
            <span>{words.came(event.count, event.properties)}</span>
            <small>
              {format.dateTime(event.lastSeenAt)}
              {event.sources.length > 0 ? ` · ${event.sources.map(({ source }) => source).join(', ')}` : ''}
            </small>
            {event.properties > 0 ? <Properties event={event.event} /> : null}
          </li>
        ))}
      </ul>
    </Card>
  );
};

/** What works with the data that comes in, what is locked, and what to ask engineers for. */
export const ReadinessDesk = () => {
  const words = useReadinessWords();
  const api = useApi();
  const [readiness, reload] = useLoad('readiness', (signal) => api.get('/v1/readiness', readinessSchema, signal));
  const [catalogue, reloadCatalogue] = useLoad('catalogue', (signal) =>
    api.get('/v1/catalogue?limit=200', catalogueSchema, signal),
  );
  return (
    <Show loaded={readiness} retry={reload} rows={8}>
      {({ value }) => (
        <div class="columns">
          <div class="column wide">
            <Card title={words.abilities}>
              <ul class="capabilities">
                {[...value.capabilities]
                  .sort((left, right) => ORDER.indexOf(left.state) - ORDER.indexOf(right.state))
                  .map((capability) => (
                    <Row key={capability.id} capability={capability} />
                  ))}
              </ul>
            </Card>
          </div>
          <div class="column">
            <Waiting waiting={value.waiting} reload={reload} />
            <Warnings warnings={value.warnings} />
            <Show loaded={catalogue} retry={reloadCatalogue}>
              {(answer) => <Events data={answer.value.data} />}
            </Show>
          </div>
        </div>
      )}
    </Show>
  );
};
