import { useState } from 'preact/hooks';
import * as z from 'zod';
import { TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { CAMPAIGN_PAGE_WORDS } from './campaign-words.ts';

const trialsSchema = z.object({
  data: z.array(z.object({ customerId: z.string(), status: z.string().optional(), error: z.string().optional() })),
});
type Trials = z.infer<typeof trialsSchema>['data'];

/** The message to a few named people before anybody else sees it. */
export const TrialCard = ({ id }: { readonly id: string }) => {
  const { language, words } = useLanguage();
  const own = CAMPAIGN_PAGE_WORDS[language];
  const api = useApi();
  const [typed, setTyped] = useState('');
  const [trials, setTrials] = useState<Trials>([]);
  const { busy, error, submit } = useSubmit(async () => {
    const to = typed.split(/[\n,]/).flatMap((part) => part.trim() || []);
    const body = to.length > 0 ? { to } : {};
    const path = `/v1/campaigns/${segment(id)}/test`;
    setTrials((await api.change(path, trialsSchema, { method: 'POST', body })).value.data);
  });
  return (
    <Card title={own.trial}>
      <form class="form" onSubmit={submit}>
        <p class="quiet-line">{own.trialText}</p>
        <TextField name={own.trialTo} rows={2} value={typed} change={setTyped} />
        {error ? <Failure error={error} /> : null}
        <div class="form-actions">
          <button type="submit" class="button" disabled={busy}>
            {own.trialSend}
          </button>
        </div>
      </form>
      <ul role="status" class="trials">
        {trials.map((trial) => (
          <li key={trial.customerId}>
            <strong>{trial.customerId}</strong>{' '}
            {trial.error ?? own.trialSent(wordOf(words.messageStatuses, trial.status ?? ''))}
          </li>
        ))}
      </ul>
    </Card>
  );
};
