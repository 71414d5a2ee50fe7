import type { GuessReason } from '../../shared/imports/guess-column.ts';
import type { MapDraft, Proposal } from '../../shared/imports/guess-map.ts';
import type { Preview } from '../../shared/imports/preview.ts';

const REASONS: Readonly<Record<GuessReason, string>> = {
  name: 'by its name',
  similarName: 'by a part of its name',
  values: 'by its values',
  masked: 'masked, so it names nobody',
  noChannel: 'does not say for which channel; check',
};

const shortened = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

/** Targets of each column, the number of the order included. */
const targetsOf = (map: MapDraft): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  const add = (column: string, target: string) => found.set(column, [...(found.get(column) ?? []), target]);
  for (const [target, column] of Object.entries(map.columns)) add(column, target);
  if (map.orderId !== undefined && map.orderId !== 'line') add(map.orderId, 'orderId');
  return found;
};

/** The proposal as a person reads it: each column with its values and what it is taken for, then the map itself. */
export const proposalLines = ({ about }: Preview, { map, columns, ready }: Proposal): string[] => {
  const targets = targetsOf(map);
  const how =
    about.format === 'xlsx'
      ? `XLSX, sheet "${about.sheet}"${(about.sheets?.length ?? 0) > 1 ? ` of ${about.sheets?.length} (choose with --sheet)` : ''}`
      : `text in ${about.encoding}, separated by ${about.separator === '\t' ? 'tabs' : `"${about.separator}"`}`;
  return [
    `The file is ${how}.`,
    ready === undefined
      ? `Proposed: rows are ${map.kind}.`
      : `Its header is the one of the ready map "${ready}" (${map.kind}).`,
    '',
    ...columns.map(({ column, samples, confidence, reason }) => {
      const taken = targets.get(column);
      const why =
        ready !== undefined || taken === undefined || reason === undefined
          ? reason === 'masked'
            ? `  (${REASONS.masked})`
            : ''
          : `  (${REASONS[reason]}, ${Math.round(confidence * 100)} %)`;
      const values =
        samples.length === 0 ? 'empty' : samples.map((sample) => JSON.stringify(shortened(sample))).join(', ');
      return `  ${JSON.stringify(column)} → ${taken?.join(', ') ?? 'not used'}${why}: ${values}`;
    }),
    '',
    JSON.stringify(map, undefined, 2),
  ];
};
