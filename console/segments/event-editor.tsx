import { useId } from 'preact/hooks';
import { COMPARISONS, type Comparison } from '../../shared/events/condition.ts';
import { josa } from '../../shared/platform/josa.ts';
import type { EventLeaf, MessageLeaf, Within } from '../../shared/segments/leaf.ts';
import { CHANNELS, OUTCOMES } from '../../shared/segments/leaf.ts';
import { CHANNEL_NAMES } from '../../shared/segments/names.ts';
import { useLanguage } from '../words/language.tsx';
import { NumberChip, Pick, TextChip } from './chips.tsx';
import { useKnowledge, useProperties } from './knowledge.tsx';
import { OperatorEditor } from './operator-editor.tsx';
import { SEGMENT_WORDS } from './words.ts';

/** The particle that follows a word in a chip. */
export const particle = (word: string, pair: string): string => josa(word, pair).slice(word.length);

interface CompareProps {
  readonly value: Comparison;
  readonly change: (value: Comparison) => void;
  readonly unit: string;
  readonly whole?: boolean;
  readonly min?: number;
}

/** `[2] 번 [이상]` in Korean, `[at least] [2] times` in English. */
export const CompareEditor = ({ value, change, unit, whole, min }: CompareProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const operator = COMPARISONS.find((name) => Object.hasOwn(value, name)) ?? 'gte';
  const number = value[operator] ?? 0;
  const how = (
    <Pick
      name={words.operator}
      value={operator}
      options={COMPARISONS.map((code) => [code, words.comparisons[code]] as const)}
      change={(next) => change({ [next]: number })}
    />
  );
  return (
    <>
      {language === 'en' ? how : null}
      <NumberChip
        name={words.value}
        value={number}
        whole={whole ?? false}
        {...(min === undefined ? {} : { min })}
        change={(next) => change({ [operator]: next })}
      />
      <span>{unit}</span>
      {language === 'ko' ? how : null}
    </>
  );
};

interface WindowProps {
  readonly within: Within | undefined;
  readonly change: (within: Within | undefined) => void;
}

const isoDay = (daysAgo: number): string => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

const WindowEditor = ({ within, change }: WindowProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const kind = within === undefined ? 'ever' : 'days' in within ? 'days' : 'range';
  return (
    <>
      <Pick
        name={words.window}
        value={kind}
        options={[
          ['ever', words.windows.ever],
          ['days', words.windows.days],
          ['range', words.windows.range],
        ]}
        change={(next) =>
          change(next === 'ever' ? undefined : next === 'days' ? { days: 30 } : { from: isoDay(30), to: isoDay(0) })
        }
      />
      {within !== undefined && 'days' in within ? (
        <>
          <NumberChip
            name={words.windows.days}
            value={within.days}
            min={1}
            max={36_500}
            whole
            change={(days) => change({ days })}
          />
          <span>{words.days}</span>
        </>
      ) : null}
      {within !== undefined && 'from' in within ? (
        <>
          <TextChip name={words.from} type="date" value={within.from} change={(from) => change({ ...within, from })} />
          <span>{words.until}</span>
          <TextChip name={words.to} type="date" value={within.to} change={(to) => change({ ...within, to })} />
          <span>{words.through}</span>
        </>
      ) : null}
    </>
  );
};

type Where = NonNullable<EventLeaf['where']>;

interface WhereProps {
  readonly event: string;
  readonly where: Where;
  readonly change: (where: Where) => void;
}

/** Conditions on the properties of an event, as chips. */
export const WhereEditor = ({ event, where, change }: WhereProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const properties = useProperties(event);
  const list = useId();
  return (
    <>
      {where.map((one, index) => (
        <span class="chip-group" key={index}>
          <TextChip
            name={words.property}
            value={one.property}
            list={list}
            change={(property) => change(where.with(index, { ...one, property }))}
          />
          <OperatorEditor
            leaf={one}
            change={(operator) => change(where.with(index, { property: one.property, ...operator }))}
          />
          <button
            type="button"
            class="chip-button"
            aria-label={`${words.removeWhere} ${one.property}`}
            onClick={() => change(where.toSpliced(index, 1))}
          >
            ×
          </button>
        </span>
      ))}
      <button
        type="button"
        class="chip-button"
        onClick={() => change([...where, { property: properties[0] ?? 'category', is: '' }])}
      >
        + {words.addWhere}
      </button>
      <datalist id={list}>
        {properties.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
};

interface EventProps {
  readonly leaf: EventLeaf;
  readonly change: (leaf: EventLeaf) => void;
}

export const EventEditor = ({ leaf, change }: EventProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const { events } = useKnowledge();
  const properties = useProperties(leaf.event);
  const [eventList, propertyList] = [useId(), useId()];
  const { where = [], count, sum, within, event } = leaf;
  const put = (next: {
    where?: Where;
    count?: Comparison | undefined;
    sum?: EventLeaf['sum'];
    within?: Within | undefined;
    event?: string;
  }) => {
    const merged = { event, where, count, sum, within, ...next };
    change({
      event: merged.event,
      ...(merged.where.length > 0 ? { where: merged.where } : {}),
      ...(merged.count ? { count: merged.count } : {}),
      ...(merged.sum ? { sum: merged.sum } : {}),
      ...(merged.within ? { within: merged.within } : {}),
    });
  };
  const measure = (
    <Pick
      name={words.measure}
      value={sum ? 'sum' : 'count'}
      options={[
        ['count', words.measures.count],
        ['sum', words.measures.sum],
      ]}
      change={(next) =>
        put(
          next === 'sum'
            ? { count: undefined, sum: { property: 'total', gte: 1 } }
            : { sum: undefined, count: { gte: 1 } },
        )
      }
    />
  );
  const name = <TextChip name={words.event} value={event} list={eventList} change={(next) => put({ event: next })} />;
  const period = <WindowEditor within={within} change={(next) => put({ within: next })} />;
  const conditions = <WhereEditor event={event} where={where} change={(next) => put({ where: next })} />;
  const figure = sum ? (
    <>
      <TextChip
        name={words.property}
        value={sum.property}
        list={propertyList}
        change={(property) => put({ sum: { ...sum, property } })}
      />
      <span>{language === 'ko' ? words.sumOf : ''}</span>
      <CompareEditor value={sum} unit="" change={(next) => put({ sum: { property: sum.property, ...next } })} />
    </>
  ) : (
    <CompareEditor
      value={count ?? { gte: 1 }}
      unit={words.times}
      whole
      min={0}
      change={(next) => put({ count: next })}
    />
  );
  const lists = (
    <>
      <datalist id={eventList}>
        {events.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <datalist id={propertyList}>
        {properties.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
  return language === 'ko' ? (
    <>
      {period} {conditions} {name}
      <span>{sum ? '의' : particle(event, '을/를')}</span>
      {figure}
      <span>{sum ? `인 ${words.person}` : words.did}</span>
      {measure}
      {lists}
    </>
  ) : (
    <>
      <span>{sum ? words.sumOf : words.did}</span>
      {sum ? null : name} {conditions} {figure}
      {sum ? name : null} {period} {measure}
      {lists}
    </>
  );
};

interface MessageProps {
  readonly leaf: MessageLeaf;
  readonly change: (leaf: MessageLeaf) => void;
}

export const MessageEditor = ({ leaf, change }: MessageProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const { campaigns } = useKnowledge();
  const { message, count, within } = leaf;
  const rest = { ...(count ? { count } : {}), ...(within ? { within } : {}) };
  const put = (next: {
    campaign?: string | undefined;
    channel?: MessageLeaf['message']['channel'];
    outcome?: MessageLeaf['message']['outcome'];
  }) => {
    const { campaign, channel, outcome } = { ...message, ...next };
    change({
      ...rest,
      message: {
        outcome,
        ...(campaign === undefined ? {} : { campaign }),
        ...(channel === undefined ? {} : { channel }),
      },
    });
  };
  const parts = {
    period: (
      <WindowEditor
        within={within}
        change={(next) => change({ message, ...(count ? { count } : {}), ...(next ? { within: next } : {}) })}
      />
    ),
    campaign: (
      <Pick
        name={words.campaign}
        value={message.campaign ?? ''}
        options={[['', words.anyCampaign], ...campaigns]}
        change={(next) => put({ campaign: next === '' ? undefined : next })}
      />
    ),
    channel: (
      <Pick
        name={words.channel}
        value={message.channel ?? ''}
        options={[['', words.anyChannel], ...CHANNELS.map((code) => [code, CHANNEL_NAMES[code][language]] as const)]}
        change={(next) => put({ channel: next === '' ? undefined : next })}
      />
    ),
    count: (
      <CompareEditor
        value={count ?? { gte: 1 }}
        unit={words.times}
        whole
        min={0}
        change={(next) => change({ message, count: next, ...(within ? { within } : {}) })}
      />
    ),
    outcome: (
      <Pick
        name={words.outcome}
        value={message.outcome}
        options={OUTCOMES.map((code) => [code, words.outcomes[code]] as const)}
        change={(outcome) => put({ outcome })}
      />
    ),
  };
  return language === 'ko' ? (
    <>
      {parts.period} {parts.campaign} {parts.channel} <span>{words.message}</span> {parts.count} {parts.outcome}{' '}
      <span>{words.person}</span>
    </>
  ) : (
    <>
      {parts.outcome} <span>{words.message}</span> {parts.campaign} {parts.channel} {parts.count} {parts.period}
    </>
  );
};
