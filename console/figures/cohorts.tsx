import { Chart } from '../charts/chart.tsx';
import { Heat } from '../charts/heat.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Retention } from './answers.ts';
import { FIGURE_WORDS } from './words.ts';

const ROWS = 13;
const COLUMNS = 13;
/** A share at which a cell is as dark as it gets; the first column is always everybody. */
const DARKEST = 0.5;
const ROW_HEIGHT = 27;

/** The newest cohorts, whose cells are the darker the more people came back. */
export const Cohorts = ({ retention }: { readonly retention: Retention }) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const rows = retention.cohorts.slice(-ROWS);
  const width = Math.min(COLUMNS, Math.max(0, ...rows.map(({ cells }) => cells.length)));
  const offsets = Array.from({ length: Math.max(0, width - 1) }, (_, index) => index + 1);
  const figures = {
    head: words.cohort,
    labels: [...rows.map(({ cohort }) => cohort), words.average],
    columns: [
      { name: words.size, values: [...rows.map(({ size }) => size), null], show: format.number },
      ...offsets.map((offset) => ({
        name: words.monthsLater(offset),
        values: [...rows.map(({ shares }) => shares[offset] ?? null), retention.average[offset]?.share ?? null],
        show: (share: number) => format.percent(share),
      })),
    ],
  };
  const height = (rows.length + 1) * ROW_HEIGHT;
  const shareAt = (row: number, column: number): number | null => rows[row]?.shares[column + 1] ?? null;
  return (
    <Card title={words.retention}>
      <p class="lead">{words.retentionLead}</p>
      {rows.length === 0 ? (
        <p class="quiet-line">{words.noCohorts}</p>
      ) : (
        <Chart
          name={words.retention}
          file="retention"
          figures={figures}
          height={height}
          draw={(room) => (
            <Heat
              rows={rows.map(({ cohort }) => cohort)}
              columns={offsets.map((offset) => `+${offset}`)}
              shareAt={(row, column) => {
                const share = shareAt(row, column);
                return share === null ? null : share / DARKEST;
              }}
              told={(row, column) =>
                `${rows[row]?.cohort} +${column + 1} · ${format.percent(shareAt(row, column) ?? 0)} · ${format.number(rows[row]?.cells[column + 1] ?? 0)}`
              }
              written={(row, column) => format.percent(shareAt(row, column) ?? 0, 0)}
              width={room}
              height={height}
            />
          )}
          about={retention.definition[language]}
          toggle={words.definitionTable}
        />
      )}
      {retention.incompleteMonth ? <p class="quiet-line">{words.open(retention.incompleteMonth)}</p> : null}
    </Card>
  );
};
