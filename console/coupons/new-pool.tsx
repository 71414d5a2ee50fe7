import { useState } from 'preact/hooks';
import { NumberField, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Failure } from '../parts/states.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Pool, poolSchema } from './pool.ts';
import { COUPON_WORDS } from './words.ts';

const EMPTY = { name: '', offer: '', validDays: '' };

export const NewPool = ({ done }: { readonly done: (pool: Pool) => void }) => {
  const words = COUPON_WORDS[useLanguage().language];
  const api = useApi();
  const [draft, setDraft] = useState(EMPTY);
  const edit = (part: Partial<typeof EMPTY>) => setDraft({ ...draft, ...part });
  const { busy, error, submit } = useSubmit(async () => {
    const body = {
      name: draft.name,
      ...(draft.offer.trim() === '' ? {} : { offer: draft.offer }),
      ...(draft.validDays === '' ? {} : { validDays: Number(draft.validDays) }),
    };
    const { value } = await api.change('/v1/coupons', poolSchema, { method: 'POST', body });
    setDraft(EMPTY);
    done(value);
  });
  return (
    <form class="form" onSubmit={submit} aria-label={words.create}>
      <TextField name={words.name} value={draft.name} change={(name) => edit({ name })} required />
      <TextField name={words.offer} hint={words.offerHint} value={draft.offer} change={(offer) => edit({ offer })} />
      <NumberField
        name={words.validDays}
        hint={words.validDaysHint}
        value={draft.validDays}
        change={(validDays) => edit({ validDays })}
        min={0}
        max={3_650}
        optional
      />
      {error ? <Failure error={error} /> : null}
      <div class="form-actions">
        <button type="submit" class="button primary" disabled={busy || draft.name.trim() === ''}>
          {words.create}
        </button>
      </div>
    </form>
  );
};
