import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useWords } from '../words/language.tsx';

/** One line of a slip, its words and figures already written out. */
export interface SlipLine {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** Behind the value, smaller, such as an interval. */
  readonly note?: string;
  /** What the line means and where its figure comes from; opened by its question mark. */
  readonly explain?: string;
  readonly weight: 'plain' | 'part' | 'total';
  readonly tone?: 'loss' | 'gain';
  /** A rule above the line. */
  readonly rule?: boolean;
}

const Line = ({ line }: { readonly line: SlipLine }) => {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <div class={`slip-line ${line.weight} ${line.tone ?? ''} ${line.rule ? 'ruled' : ''}`}>
        <dt>
          {line.label}
          {line.explain ? (
            <button
              type="button"
              class="ask"
              aria-expanded={open}
              aria-controls={id}
              aria-label={words.common.whatIsThis(line.label)}
              onClick={() => setOpen(!open)}
            >
              ?
            </button>
          ) : null}
        </dt>
        <dd>
          {line.value}
          {line.note ? <small>{line.note}</small> : null}
        </dd>
      </div>
      {line.explain ? (
        <div id={id} class="slip-explain" hidden={!open}>
          {line.explain}
        </div>
      ) : null}
    </>
  );
};

interface SlipProps {
  readonly shop: string;
  readonly title: string;
  readonly name: string;
  readonly when: string;
  readonly lines: readonly SlipLine[];
  readonly stamp?: { readonly word: string; readonly text: string; readonly tone: 'gain' | 'loss' | 'open' };
  readonly foot: ComponentChildren;
}

/** A shop's paper slip: torn at both ends, dashed rules, figures in columns. */
export const Slip = ({ shop, title, name, when, lines, stamp, foot }: SlipProps) => (
  <article class="slip" aria-label={`${title}: ${name}`}>
    <div class="slip-paper">
      <header>
        <p class="slip-shop">{shop}</p>
        <h2>{title}</h2>
        <p class="slip-name">{name}</p>
        {when ? <p class="slip-when">{when}</p> : null}
      </header>
      <dl>
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </dl>
      {stamp ? (
        <div class={`stamp-place ${stamp.tone}`}>
          <span class="stamp">{stamp.word}</span>
          <p>{stamp.text}</p>
        </div>
      ) : null}
      <footer>{foot}</footer>
    </div>
  </article>
);
