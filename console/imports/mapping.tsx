import type { GuessReason } from '../../shared/imports/guess-column.ts';
import type { MapDraft } from '../../shared/imports/guess-map.ts';
import { KINDS } from '../../shared/imports/import-map.ts';
import { READY_MAPS } from '../../shared/imports/ready-map.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { choicesOf, choose, NONE, TARGETS, withChoices } from './targets.ts';
import type { Looked } from './use-import.ts';
import { useImportWords } from './words.ts';

interface MappingProps {
  readonly looked: Looked;
  readonly map: MapDraft;
  readonly change: (map: MapDraft) => void;
}

/** What each column is: the guess with its reason and values, to be changed where it is wrong. */
export const Mapping = ({ looked, map, change }: MappingProps) => {
  const { language } = useLanguage();
  const imports = useImportWords();
  const { proposal, preview } = looked;
  const choices = choicesOf(map);
  const ready = READY_MAPS.find(({ name }) => name === proposal.ready);
  const optionsOf = (column: string): (readonly [string, string])[] => {
    const own = choices[column];
    const known = TARGETS[map.kind];
    const targets = own === undefined || known.includes(own) ? known : [...known, own];
    return [
      [NONE, imports.notUsed],
      ...targets.map((target) => [target, wordOf(imports.targets, target)] as const),
      ...(own === column ? [] : [[column, imports.asItIs] as const]),
    ];
  };
  const why = (reason: GuessReason | undefined, column: string): string | undefined => {
    if (reason === 'masked') return imports.reasons.masked;
    return reason === undefined || ready || choices[column] === undefined ? undefined : imports.reasons[reason];
  };
  const currency = map.constants.currency;
  return (
    <div class="form">
      <p class="quiet-line">{ready ? imports.readyMap(ready.title[language]) : imports.guessed}</p>
      <div class="pair">
        <Choice
          name={imports.kind}
          value={map.kind}
          change={(value) => {
            const kind = KINDS.find((one) => one === value) ?? map.kind;
            change(withChoices(map, kind, choices));
          }}
          options={KINDS.map((kind) => [kind, imports.kinds[kind]] as const)}
        />
        <TextField name={imports.timezone} value={map.timezone} change={(timezone) => change({ ...map, timezone })} />
      </div>
      {map.kind === 'orders' || map.kind === 'orderLines' ? (
        <div class="pair">
          <TextField
            name={imports.currency}
            hint={imports.currencyHint}
            value={currency === undefined ? '' : String(currency)}
            change={(text) => {
              const { currency: _old, ...constants } = map.constants;
              const code = text.trim().toUpperCase();
              change({ ...map, constants: code === '' ? constants : { ...constants, currency: code } });
            }}
          />
          <Choice
            name={imports.dateOrder}
            value={map.dateOrder ?? NONE}
            change={(value) => {
              const { dateOrder: _old, ...rest } = map;
              change(value === 'DMY' || value === 'MDY' ? { ...rest, dateOrder: value } : rest);
            }}
            options={[
              [NONE, imports.dateOrders.none],
              ['DMY', imports.dateOrders.DMY],
              ['MDY', imports.dateOrders.MDY],
            ]}
          />
        </div>
      ) : null}
      <ul class="mapping">
        {proposal.columns.map(({ column, samples, reason }, index) => (
          // A header may hold the same name twice; only its place tells the columns apart.
          <li key={index}>
            <Choice
              name={column === '' ? imports.noName(index + 1) : column}
              value={choices[column] ?? NONE}
              change={(target) => change(withChoices(map, map.kind, choose(choices, column, target)))}
              options={optionsOf(column)}
              hint={why(reason, column)}
            />
            <span class="mapping-samples">
              {samples.length === 0 ? imports.emptyColumn : samples.map((sample) => sample.slice(0, 40)).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <p class="quiet-line">{imports.firstRows(preview.rows.length)}</p>
    </div>
  );
};
