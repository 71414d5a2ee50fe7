import type { Leaf, LeafKind } from '../../shared/segments/leaf.ts';
import type { Rule } from '../../shared/segments/rule.ts';
import { useLanguage } from '../words/language.tsx';
import { Pick } from './chips.tsx';
import { FRESH, LeafEditor } from './leaf-editor.tsx';
import { SEGMENT_WORDS } from './words.ts';

const KINDS = [
  ...(['event', 'computed', 'trait', 'score', 'message'] as const),
  ...(['date', 'consent', 'reachable', 'segment', 'bucket'] as const),
] as const;

const kindOf = (leaf: Leaf): LeafKind => KINDS.find((kind) => Object.hasOwn(leaf, kind)) ?? 'event';

interface RuleProps {
  readonly rule: Rule;
  readonly change: (rule: Rule) => void;
  /** Absent at the top. */
  readonly remove?: () => void;
  /** Position among the conditions around it, for names of buttons: `2.1`. */
  readonly place: string;
}

const Group = ({
  rule,
  change,
  remove,
  place,
}: RuleProps & { readonly rule: { all: readonly Rule[] } | { any: readonly Rule[] } }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const kind = 'all' in rule ? 'all' : 'any';
  const parts = 'all' in rule ? rule.all : rule.any;
  const put = (next: readonly Rule[], as: 'all' | 'any' = kind) => change(as === 'all' ? { all: next } : { any: next });
  return (
    <div class="rule-group">
      <p class="rule-line">
        <span>{words.groupBefore}</span>
        <Pick
          name={`${words.group} ${place}`}
          value={kind}
          options={[
            ['all', words.all],
            ['any', words.any],
          ]}
          change={(next) => put(parts, next)}
        />
        <span>{words.groupAfter}</span>
        {remove ? (
          <button type="button" class="chip-button end" aria-label={`${words.removeGroup} ${place}`} onClick={remove}>
            ×
          </button>
        ) : null}
      </p>
      <ul class="rule-parts">
        {parts.map((part, index) => {
          const own = place === '' ? `${index + 1}` : `${place}.${index + 1}`;
          return (
            <li key={index}>
              <RuleEditor
                rule={part}
                place={own}
                change={(next) => put(parts.with(index, next))}
                {...(parts.length > 1 || remove
                  ? { remove: () => (parts.length > 1 ? put(parts.toSpliced(index, 1)) : remove?.()) }
                  : {})}
              />
            </li>
          );
        })}
      </ul>
      <p class="rule-add">
        <button type="button" class="button small" onClick={() => put([...parts, FRESH.event])}>
          {words.add}
        </button>
        <button
          type="button"
          class="button small"
          onClick={() => put([...parts, kind === 'all' ? { any: [FRESH.event] } : { all: [FRESH.event] }])}
        >
          {words.addGroup}
        </button>
      </p>
    </div>
  );
};

/** One rule: a group, a condition, or the opposite of either. */
export const RuleEditor = ({ rule, change, remove, place }: RuleProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const negated = 'not' in rule;
  const inner = negated ? rule.not : rule;
  const put = (next: Rule) => change(negated ? { not: next } : next);
  const turn = (
    <button
      type="button"
      class={negated ? 'chip-button negated' : 'chip-button'}
      aria-pressed={negated}
      onClick={() => change(negated ? inner : { not: rule })}
    >
      {negated ? words.negated : words.negate}
    </button>
  );
  if ('not' in inner || 'all' in inner || 'any' in inner) {
    const nested = 'not' in inner;
    return (
      <div class={negated ? 'rule-negated' : ''}>
        {place === '' && !negated ? null : <p class="rule-line">{turn}</p>}
        {nested ? (
          <RuleEditor rule={inner} change={put} place={place} {...(remove ? { remove } : {})} />
        ) : (
          <Group rule={inner} change={put} place={place} {...(remove ? { remove } : {})} />
        )}
      </div>
    );
  }
  return (
    <fieldset class={negated ? 'rule-leaf negated' : 'rule-leaf'}>
      <legend class="unseen">{`${words.rule} ${place}`}</legend>
      <Pick
        name={`${words.kind} ${place}`}
        value={kindOf(inner)}
        options={KINDS.map((kind) => [kind, words.kinds[kind]] as const)}
        change={(kind) => put(FRESH[kind])}
      />
      <span class="rule-sentence">
        <LeafEditor leaf={inner} change={put} />
      </span>
      {turn}
      {remove ? (
        <button type="button" class="chip-button end" aria-label={`${words.remove} ${place}`} onClick={remove}>
          ×
        </button>
      ) : null}
    </fieldset>
  );
};
