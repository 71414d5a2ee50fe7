import { useState } from 'preact/hooks';
import * as z from 'zod';
import { rfmSegment } from '../format/rfm.ts';
import { TextField } from '../parts/field.tsx';
import type { GridCell } from '../parts/rfm-grid.tsx';
import { useNames } from '../parts/segment-name.ts';
import { Failure, Show } from '../parts/states.tsx';
import type { ApiError } from '../platform/api.ts';
import { asApiError, useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { previewSchema } from './answers.ts';
import { FIGURE_WORDS } from './words.ts';

interface CellProps {
  readonly cell: GridCell;
  readonly close: () => void;
}

/** The people of one cell: how many can be reached, and a segment made of them. */
export const RfmCell = ({ cell: { r, f }, close }: CellProps) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const names = useNames();
  const api = useApi();
  const rule = {
    all: [
      { score: 'rfm.r', is: r },
      { score: 'rfm.f', is: f },
    ],
  };
  const [name, setName] = useState(words.cellName(names.rfm(rfmSegment(r, f)), r, f));
  const [saved, setSaved] = useState<string>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const [preview, reload] = useLoad(`cell ${r} ${f}`, () =>
    api.change('/v1/segments/preview', previewSchema, { method: 'POST', body: { rule } }),
  );
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await api.change('/v1/segments', z.unknown(), { method: 'POST', body: { name: name.trim(), rule } });
      setSaved(name.trim());
    } catch (cause) {
      setError(asApiError(cause));
    }
    setBusy(false);
  };
  return (
    <section class="rfm-cell" aria-label={words.cell(r, f)}>
      <div class="sign-head">
        <h3>
          {words.cell(r, f)} · {names.rfm(rfmSegment(r, f))}
        </h3>
        <button type="button" class="text-button" onClick={close}>
          {words.close}
        </button>
      </div>
      <Show loaded={preview} retry={reload} rows={1}>
        {({ value: { count, reachable } }) => <p>{words.cellLead(count, reachable.email ?? 0, reachable.sms ?? 0)}</p>}
      </Show>
      {saved === undefined ? (
        <form
          class="rfm-save"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <TextField name={words.segmentName} value={name} change={setName} required />
          <button type="submit" class="button small" disabled={busy || name.trim() === ''}>
            {words.saveSegment}
          </button>
        </form>
      ) : (
        <p role="status">{words.savedSegment(saved)}</p>
      )}
      {error ? <Failure error={error} /> : null}
    </section>
  );
};
