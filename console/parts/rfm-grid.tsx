import { RFM_SCORES, rfmSegment, type Score } from '../format/rfm.ts';
import { useNames } from './segment-name.ts';

export interface GridCell {
  readonly r: Score;
  readonly f: Score;
}

interface RfmGridProps {
  readonly label: string;
  /** The cell to mark, such as a customer's own. */
  readonly marked?: { readonly r: number; readonly f: number };
  /** Figures in a cell; without it a cell shows its group's name on demand. */
  readonly figures?: (cell: GridCell) => {
    readonly main: string;
    readonly sub: string;
    readonly moved?: string;
    readonly share: number;
  };
  /** Makes each cell a button. */
  readonly pick?: (cell: GridCell) => void;
}

/** Tenths of ink in a cell. */
const shade = (share: number): string => `shade-${Math.min(10, Math.ceil(share * 10))}`;

type Shown = ReturnType<NonNullable<RfmGridProps['figures']>>;

const CellText = ({ name, shown }: { readonly name: string; readonly shown: Shown | undefined }) => (
  <>
    <span class="rfm-name">{name}</span>
    {shown ? (
      <>
        {shown.moved ? <span class="rfm-moved">{shown.moved}</span> : null}
        <strong>{shown.main}</strong>
        <small>{shown.sub}</small>
      </>
    ) : null}
  </>
);

/** The 25 cells of R (up) and F (right) with the name of each group. */
export const RfmGrid = ({ label, marked, figures, pick }: RfmGridProps) => {
  const names = useNames();
  return (
    <table class={figures ? 'rfm full' : 'rfm'} aria-label={label}>
      <tbody>
        {RFM_SCORES.toReversed().map((r) => (
          <tr key={r}>
            <th scope="row">R{r}</th>
            {RFM_SCORES.map((f) => {
              const name = names.rfm(rfmSegment(r, f));
              const here = marked?.r === r && marked.f === f;
              const shown = figures?.({ r, f });
              return (
                <td
                  key={f}
                  class={`${rfmSegment(r, f)} ${here ? 'here' : ''} ${shown ? shade(shown.share) : ''}`}
                  aria-current={here ? 'true' : undefined}
                  title={`R${r} F${f} · ${name}`}
                >
                  {pick ? (
                    <button type="button" class="rfm-pick" onClick={() => pick({ r, f })}>
                      <CellText name={name} shown={shown} />
                    </button>
                  ) : (
                    <CellText name={name} shown={shown} />
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td />
          {RFM_SCORES.map((f) => (
            <th key={f} scope="col">
              F{f}
            </th>
          ))}
        </tr>
      </tfoot>
    </table>
  );
};
