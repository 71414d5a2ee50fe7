import { useState } from 'preact/hooks';
import { type Customer, customerSchema } from '../answers/customer.ts';
import { Confirm } from '../parts/confirm.tsx';
import { TextField } from '../parts/field.tsx';
import { segment, withQuery } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';

/** A customer whose personal data is in the clear, and why. */
export interface Shown {
  readonly customer: Customer;
  readonly reason: string;
}

interface CoverProps {
  readonly id: string;
  readonly shown: Shown | undefined;
  readonly change: (shown: Shown | undefined) => void;
}

/** Personal data comes covered; who lifts the cover says why, and the server writes it down before it answers. */
export const Cover = ({ id, shown, change }: CoverProps) => {
  const words = useWords();
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState('');
  const reason = text.trim();
  const show = async () => {
    const path = withQuery(`/v1/customers/${segment(id)}`, { personal: 'shown', reason });
    const { value } = await api.get(path, customerSchema);
    change({ customer: value, reason });
  };
  if (shown)
    return (
      <p class="quiet-line">
        {words.customer.shownFor(shown.reason)}{' '}
        <button type="button" class="text-button" onClick={() => change(undefined)}>
          {words.customer.cover}
        </button>
      </p>
    );
  return (
    <>
      <p class="quiet-line">
        {words.customer.masked}{' '}
        <button type="button" class="text-button" onClick={() => setAsking(true)}>
          {words.customer.show}
        </button>
      </p>
      {asking ? (
        <Confirm
          title={words.customer.show}
          text={words.customer.showText}
          action={words.customer.show}
          disabled={reason === ''}
          run={show}
          close={() => setAsking(false)}
        >
          <TextField name={words.customer.reason} value={text} change={setText} required />
        </Confirm>
      ) : null}
    </>
  );
};
