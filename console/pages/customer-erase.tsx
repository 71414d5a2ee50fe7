import { useState } from 'preact/hooks';
import * as z from 'zod';
import { Confirm } from '../parts/confirm.tsx';
import { TextField } from '../parts/field.tsx';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';

/** The proof is kept as it came, so that what is downloaded is what the server said. */
const proofSchema = z.looseObject({
  requestId: z.string(),
  state: z.string(),
  requestedAt: z.string(),
  deleted: z.record(z.string(), z.number()),
});
export type Proof = z.infer<typeof proofSchema>;

interface EraseProps {
  readonly id: string;
  readonly erased: (proof: Proof) => void;
}

/** For good, so it asks twice: for the reason, which stands in the proof, and for the id, letter by letter. */
export const EraseCard = ({ id, erased }: EraseProps) => {
  const words = useWords();
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const erase = async () => {
    const body = { reason: reason.trim() };
    const { value } = await api.change(`/v1/customers/${segment(id)}`, proofSchema, { method: 'DELETE', body });
    erased(value);
  };
  return (
    <Card title={words.erase.title}>
      <p class="quiet-line">{words.erase.about}</p>
      <button type="button" class="button danger" onClick={() => setAsking(true)}>
        {words.erase.action}
      </button>
      {asking ? (
        <Confirm
          title={words.erase.title}
          text={words.erase.text}
          action={words.erase.action}
          danger
          disabled={reason.trim() === '' || typed !== id}
          run={erase}
          close={() => setAsking(false)}
        >
          <TextField name={words.erase.reason} value={reason} change={setReason} required />
          <TextField name={words.erase.typeId} hint={id} value={typed} change={setTyped} required />
        </Confirm>
      ) : null}
    </Card>
  );
};

/** What is left to look at: the proof, to keep. */
export const ProofCard = ({ proof }: { readonly proof: Proof }) => {
  const words = useWords();
  const format = useFormat();
  const download = (): void => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(proof, null, 2)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${proof.requestId}.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
  const items = Object.values(proof.deleted).reduce((sum, count) => sum + count, 0);
  return (
    <Card title={words.erase.done}>
      <p>{proof.state === 'deleting' ? words.erase.working : words.erase.doneText}</p>
      <Facts>
        <Fact name={words.erase.request}>
          <code class="id">{proof.requestId}</code>
        </Fact>
        <Fact name={words.erase.at}>{format.dateTime(proof.requestedAt)}</Fact>
        <Fact name={words.erase.items}>{format.number(items)}</Fact>
      </Facts>
      <button type="button" class="button" onClick={download}>
        {words.erase.download}
      </button>
    </Card>
  );
};
