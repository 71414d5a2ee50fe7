import { useId } from 'preact/hooks';
import { churnSchema } from '../../shared/profiles/profile.ts';
import { RFM_SEGMENTS } from '../../shared/scoring/rfm.ts';
import { CHANNELS, type ConsentLeaf, type Leaf, type LeafKind, SCORE_NAMES } from '../../shared/segments/leaf.ts';
import { CHANNEL_NAMES, MONEY_NAMES, SCORE_LABELS } from '../../shared/segments/names.ts';
import { useNames } from '../parts/segment-name.ts';
import { useLanguage } from '../words/language.tsx';
import { NumberChip, Pick, TextChip } from './chips.tsx';
import { CompareEditor, EventEditor, MessageEditor, particle } from './event-editor.tsx';
import { useKnowledge } from './knowledge.tsx';
import { OperatorEditor, type Values } from './operator-editor.tsx';
import { SEGMENT_WORDS } from './words.ts';

interface LeafProps {
  readonly leaf: Leaf;
  readonly change: (leaf: Leaf) => void;
}

/** What a new condition of each kind begins as. */
export const FRESH: Readonly<Record<LeafKind, Leaf>> = {
  event: { event: 'Order Completed', count: { gte: 1 }, within: { days: 30 } },
  computed: { computed: 'orders', gte: 2 },
  trait: { trait: 'city', is: '' },
  score: { score: 'rfm.segment', in: ['champions'] },
  message: { message: { outcome: 'opened' }, count: { gte: 1 }, within: { days: 30 } },
  date: { date: 'birthday', inDays: { lte: 7 }, everyYear: true },
  consent: { consent: 'email', purpose: 'ad', is: true },
  reachable: { reachable: 'email' },
  segment: { segment: 'rfm:champions' },
  bucket: { bucket: { salt: 'test', from: 0, to: 0.5 } },
};

const Suggestions = ({ id, values }: { readonly id: string; readonly values: readonly string[] }) => (
  <datalist id={id}>
    {values.map((one) => (
      <option key={one} value={one} />
    ))}
  </datalist>
);

const ConsentEditor = ({ leaf, change }: { readonly leaf: ConsentLeaf; readonly change: (leaf: Leaf) => void }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const { daysAgo, reconfirmInDays, topic } = leaf;
  const optional = (name: string, on: boolean, turn: () => void) => (
    <button type="button" class="chip-button" aria-pressed={on} onClick={turn}>
      {on ? '×' : '+'} {name}
    </button>
  );
  const without = (name: 'daysAgo' | 'reconfirmInDays' | 'topic'): ConsentLeaf => {
    const { [name]: _dropped, ...rest } = leaf;
    return rest;
  };
  return (
    <>
      <Pick
        name={words.channel}
        value={leaf.consent}
        options={CHANNELS.map((code) => [code, CHANNEL_NAMES[code][language]] as const)}
        change={(consent) => change({ ...leaf, consent })}
      />
      <Pick
        name={words.purpose}
        value={leaf.purpose}
        options={(['ad', 'info', 'night'] as const).map((code) => [code, words.purposes[code]] as const)}
        change={(purpose) => change({ ...(purpose === 'ad' ? leaf : without('topic')), purpose })}
      />
      <Pick
        name={words.agreement}
        value={leaf.is ? 'true' : 'false'}
        options={[
          ['true', words.agreed],
          ['false', words.refused],
        ]}
        change={(next) =>
          change(next === 'true' ? { ...leaf, is: true } : { ...without('reconfirmInDays'), is: false })
        }
      />
      {topic === undefined ? null : (
        <TextChip name={words.topic} value={topic} change={(next) => change({ ...leaf, topic: next })} />
      )}
      {leaf.purpose === 'ad'
        ? optional(words.topic, topic !== undefined, () =>
            change(topic === undefined ? { ...leaf, topic: 'sale' } : without('topic')),
          )
        : null}
      {daysAgo ? (
        <CompareEditor value={daysAgo} unit={words.day} whole change={(next) => change({ ...leaf, daysAgo: next })} />
      ) : null}
      {optional(words.daysAgo, daysAgo !== undefined, () =>
        change(daysAgo === undefined ? { ...leaf, daysAgo: { lte: 14 } } : without('daysAgo')),
      )}
      {reconfirmInDays ? (
        <CompareEditor
          value={reconfirmInDays}
          unit={words.day}
          whole
          change={(next) => change({ ...leaf, reconfirmInDays: next })}
        />
      ) : null}
      {leaf.is
        ? optional(words.reconfirm, reconfirmInDays !== undefined, () =>
            change(
              reconfirmInDays === undefined ? { ...leaf, reconfirmInDays: { lte: 30 } } : without('reconfirmInDays'),
            ),
          )
        : null}
    </>
  );
};

/** The chips of one condition, in the order of a sentence. */
export const LeafEditor = ({ leaf, change }: LeafProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const known = useKnowledge();
  const names = useNames();
  const list = useId();
  const ko = language === 'ko';
  if ('event' in leaf) return <EventEditor leaf={leaf} change={change} />;
  if ('message' in leaf) return <MessageEditor leaf={leaf} change={change} />;
  if ('consent' in leaf) return <ConsentEditor leaf={leaf} change={change} />;
  if ('trait' in leaf) {
    const { trait } = leaf;
    return (
      <>
        <TextChip name={words.trait} value={trait} list={list} change={(next) => change({ ...leaf, trait: next })} />
        <span>{ko ? particle(trait, '이/가') : ''}</span>
        <OperatorEditor leaf={leaf} change={(operator) => change({ trait, ...operator })} />
        <Suggestions id={list} values={known.traits} />
      </>
    );
  }
  if ('computed' in leaf) {
    const { computed } = leaf;
    const label = known.figures.find(([name]) => name === computed)?.[1] ?? computed;
    return (
      <>
        <Pick
          name={words.computed}
          value={computed}
          options={known.figures}
          change={(next) => change({ ...leaf, computed: next })}
        />
        <span>{ko ? particle(label, '이/가') : ''}</span>
        <OperatorEditor
          leaf={leaf}
          change={(operator) => change({ computed, ...operator })}
          currency={MONEY_NAMES.has(computed) ? known.names.currency : undefined}
        />
      </>
    );
  }
  if ('score' in leaf) {
    const { score } = leaf;
    const values = (name: typeof score): Values => {
      if (name === 'rfm.segment') return [...RFM_SEGMENTS, 'prospect'].map((code) => [code, names.rfm(code)] as const);
      if (name !== 'churn.flag') return undefined;
      return churnSchema.shape.flag.options.map((code) => [code, names.churn(code)] as const);
    };
    const switchTo = (name: typeof score) => {
      const first = values(name)?.[0]?.[0];
      change(first === undefined ? { score: name, gte: 4 } : { score: name, in: [first] });
    };
    return (
      <>
        <Pick
          name={words.score}
          value={score}
          options={SCORE_NAMES.map((code) => [code, SCORE_LABELS[code][language]] as const)}
          change={switchTo}
        />
        <span>{ko ? particle(SCORE_LABELS[score].ko, '이/가') : ''}</span>
        <OperatorEditor leaf={leaf} values={values(score)} change={(operator) => change({ score, ...operator })} />
      </>
    );
  }
  if ('date' in leaf) {
    const dates = ['firstOrderAt', 'lastOrderAt', 'firstSeenAt', 'lastSeenAt', 'signedUpAt'];
    const { everyYear, ...once } = leaf;
    return (
      <>
        <Pick
          name={words.repeat}
          value={everyYear ? 'true' : 'false'}
          options={[
            ['false', words.once],
            ['true', words.everyYear],
          ]}
          change={(next) => change(next === 'true' ? { ...leaf, everyYear: true } : once)}
        />
        <TextChip name={words.date} value={leaf.date} list={list} change={(date) => change({ ...leaf, date })} />
        <span>{words.remaining}</span>
        <CompareEditor value={leaf.inDays} unit={words.day} whole change={(inDays) => change({ ...leaf, inDays })} />
        <Suggestions id={list} values={[...known.traits, ...dates.map((name) => `computed.${name}`)]} />
      </>
    );
  }
  if ('reachable' in leaf) {
    const channel = (
      <Pick
        name={words.channel}
        value={leaf.reachable}
        options={CHANNELS.map((code) => [code, CHANNEL_NAMES[code][language]] as const)}
        change={(reachable) => change({ reachable })}
      />
    );
    return ko ? (
      <>
        {channel}
        <span>{`${particle(CHANNEL_NAMES[leaf.reachable].ko, '으로/로')} ${words.canSend}`}</span>
      </>
    ) : (
      <>
        <span>{words.canSend}</span>
        {channel}
      </>
    );
  }
  if ('segment' in leaf) {
    const chosen = (
      <Pick
        name={words.segment}
        value={leaf.segment}
        options={known.segments}
        change={(segment) => change({ segment })}
      />
    );
    return ko ? (
      <>
        {chosen}
        <span>{words.inSegment}</span>
      </>
    ) : (
      <>
        <span>{words.inSegment}</span>
        {chosen}
      </>
    );
  }
  const { bucket } = leaf;
  const percent = (share: number): number => Math.round(share * 1e8) / 1e6;
  return (
    <>
      <TextChip name={words.salt} value={bucket.salt} change={(salt) => change({ bucket: { ...bucket, salt } })} />
      <NumberChip
        name={`${words.share} ${words.until}`}
        value={percent(bucket.from)}
        min={0}
        max={100}
        change={(from) => change({ bucket: { ...bucket, from: from / 100 } })}
      />
      <span>–</span>
      <NumberChip
        name={`${words.share} ${words.through}`}
        value={percent(bucket.to)}
        min={0}
        max={100}
        change={(to) => change({ bucket: { ...bucket, to: to / 100 } })}
      />
      <span>%</span>
    </>
  );
};
