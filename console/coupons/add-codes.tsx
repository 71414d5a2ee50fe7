import { useRef, useState } from 'preact/hooks';
import { Choice, NumberField, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { useFormat } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { addedSchema, codesOf, MOST_CODES, type Pool } from './pool.ts';
import { COUPON_WORDS } from './words.ts';

const newBatch = (): string => `console-${Date.now()}-${Math.random().toString(36).slice(2)}`;

interface AddProps {
  readonly pool: Pool;
  readonly done: () => void;
}

/** Codes into a pool: made here, or the shop's own. */
export const AddCodes = ({ pool, done }: AddProps) => {
  const words = COUPON_WORDS[useLanguage().language];
  const api = useApi();
  const format = useFormat();
  const [how, setHow] = useState<'generate' | 'codes'>('generate');
  const [amount, setAmount] = useState('100');
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  /** One name until its codes are in: a call whose answer was lost is made again, not made twice. */
  const batch = useRef(newBatch());
  const codes = codesOf(text);
  const { busy, error, submit } = useSubmit(async () => {
    const body = how === 'generate' ? { generate: Number(amount), batch: batch.current } : { codes };
    const path = `/v1/coupons/${segment(pool.id)}/codes`;
    const { added, known } = (await api.change(path, addedSchema, { method: 'POST', body })).value;
    batch.current = newBatch();
    setText('');
    setSaid(words.added(added, known));
    done();
  });
  const tooMany = how === 'codes' && codes.length > MOST_CODES;
  return (
    <form class="form" onSubmit={submit} aria-label={`${pool.name}: ${words.add}`}>
      <Choice
        name={words.how}
        value={how}
        change={(chosen) => setHow(chosen === 'codes' ? 'codes' : 'generate')}
        options={Object.entries(words.hows)}
      />
      {how === 'generate' ? (
        <NumberField name={words.amount} value={amount} change={setAmount} min={1} max={MOST_CODES} />
      ) : (
        <TextField name={words.codes} hint={words.codesHint} rows={4} value={text} change={setText} required />
      )}
      {tooMany ? <p role="alert">{words.tooMany(format.number(MOST_CODES))}</p> : null}
      {error ? <Failure error={error} /> : null}
      <div class="form-actions">
        <button type="submit" class="button small" disabled={busy || tooMany}>
          {words.put}
        </button>
        <span role="status" class="done">
          {said}
        </span>
      </div>
    </form>
  );
};
