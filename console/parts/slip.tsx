import { useId, useState } from 'preact/hooks';
import type { Receipt, ReceiptLine } from '../../shared/insights/receipt.ts';
import { useWords } from '../words/language.tsx';

/** Bars that follow from the name, as a slip carries them; decoration only. */
const Bars = ({ text }: { readonly text: string }) => {
  let state = 7;
  let path = '';
  for (let at = 0; at < 62; at++) {
    state = (state * 31 + (text.charCodeAt(at % Math.max(1, text.length)) || 1) + at) % 1_009;
    if (state % 3 !== 0) path += `M${at * 3} 0v24h${state % 5 === 0 ? 3 : 1.6}v-24z`;
  }
  return (
    <svg class="slip-bars" viewBox="0 0 186 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
};

/** What a line opens, if anything. */
export type Opens = (lineId: string) => (() => void) | undefined;

const Line = ({ line, open: openPeople }: { readonly line: ReceiptLine; readonly open: (() => void) | undefined }) => {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div class={`slip-line ${line.weight} ${line.tone ?? ''} ${line.rule ? 'ruled' : ''}`}>
      <dt>
        {/* A fixed space keeps the question mark beside the last word. */}
        {line.label}
        {'\u00a0'}
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
        {openPeople ? (
          <button type="button" class="slip-open" aria-label={`${line.label} ${line.value}`} onClick={openPeople}>
            {line.value}
          </button>
        ) : (
          line.value
        )}
      </dd>
      {line.note ? <dd class="slip-note">{line.note}</dd> : null}
      {line.explain ? (
        <dd id={id} class="slip-explain" hidden={!open}>
          {line.explain}
        </dd>
      ) : null}
    </div>
  );
};

interface SlipProps {
  readonly shop: string;
  /** Under the name, such as the day of the launch. */
  readonly when: string;
  readonly receipt: Receipt;
  readonly opens?: Opens | undefined;
}

/** A shop's paper slip: torn at both ends, dashed rules, figures in columns. The same lines as in the terminal. */
export const Slip = ({ shop, when, receipt, opens }: SlipProps) => (
  <article class="slip" aria-label={`${receipt.title}: ${receipt.name}`}>
    <div class="slip-paper">
      <header>
        <p class="slip-shop">{shop}</p>
        <h2>{receipt.title}</h2>
        <p class="slip-name">{receipt.name}</p>
        <p class="slip-when">{when}</p>
      </header>
      <dl>
        {receipt.lines.map((line) => (
          <Line key={line.id} line={line} open={opens?.(line.id)} />
        ))}
      </dl>
      <div class={`stamp-place ${receipt.stamp.tone}`}>
        <span class="stamp">{receipt.stamp.word}</span>
        <p>{receipt.stamp.text}</p>
      </div>
      <footer>
        {receipt.foot}
        <Bars text={receipt.name} />
      </footer>
    </div>
  </article>
);
