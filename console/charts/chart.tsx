import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { saveFile } from '../platform/save-file.ts';
import { useLanguage } from '../words/language.tsx';
import type { Figures } from './figures.ts';
import { pictureOf } from './picture.ts';
import { csvOfTable } from './table-csv.ts';
import { CHART_WORDS } from './words.ts';

interface ChartProps {
  /** What it shows: read in place of the drawing, and written above its picture. */
  readonly name: string;
  /** Stem of the names of its files. */
  readonly file: string;
  readonly figures: Figures;
  readonly height: number;
  /** Marks in a room of that many pixels. */
  readonly draw: (width: number) => ComponentChildren;
  /** The newest row first in the table, as of what goes on. */
  readonly latestFirst?: boolean;
  /** How it is counted, above the table. */
  readonly about?: string;
  /** In place of the usual words on the toggle. */
  readonly toggle?: string;
  readonly note?: string;
}

/** Before the page has been laid out. */
const FIRST_WIDTH = 320;

const FigureTable = ({ figures, latestFirst }: Pick<ChartProps, 'figures' | 'latestFirst'>) => {
  const { unknown } = CHART_WORDS[useLanguage().language];
  const rows = figures.labels.map((label, index) => ({ label, index }));
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{figures.head}</th>
          {figures.columns.map(({ name }) => (
            <th key={name} scope="col" class="figure">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(latestFirst ? rows.reverse() : rows).map(({ label, index }) => (
          <tr key={index}>
            <th scope="row">{label}</th>
            {figures.columns.map(({ name, values, show, plain }) => {
              const value = values[index] ?? null;
              return (
                <td key={name} class="figure">
                  <data value={value === null ? '' : String(plain ? plain(value) : value)}>
                    {value === null ? unknown : show(value)}
                  </data>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** A drawing of figures, their table behind a toggle, and both as files: every chart of the console. */
export const Chart = ({ name, file, figures, height, draw, latestFirst, about, toggle, note }: ChartProps) => {
  const words = CHART_WORDS[useLanguage().language];
  const whole = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  useLayoutEffect(() => {
    const element = whole.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(120, Math.round(element.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const saveCsv = () => {
    const table = whole.current?.querySelector('table');
    if (table) saveFile(new Blob([csvOfTable(table)], { type: 'text/csv;charset=utf-8' }), `${file}.csv`);
  };
  const savePng = async () => {
    const drawing = whole.current?.querySelector('svg');
    const picture = drawing ? await pictureOf(drawing, name) : null;
    if (picture) saveFile(picture, `${file}.png`);
  };
  return (
    <figure class="chart" ref={whole}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={name}>
        {draw(width)}
      </svg>
      {note === undefined ? null : <figcaption>{note}</figcaption>}
      <details class="as-table">
        <summary aria-label={`${name}: ${toggle ?? words.open}`}>{toggle ?? words.open}</summary>
        {about === undefined ? null : <p>{about}</p>}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
        <section class="chart-table" tabIndex={0} aria-label={name}>
          <FigureTable figures={figures} {...(latestFirst === undefined ? {} : { latestFirst })} />
        </section>
        <p class="downloads">
          <button type="button" class="button small" aria-label={words.csvOf(name)} onClick={saveCsv}>
            {words.csv}
          </button>
          <button type="button" class="button small" aria-label={words.pngOf(name)} onClick={savePng}>
            {words.png}
          </button>
        </p>
      </details>
    </figure>
  );
};
