import { useState } from 'preact/hooks';
import { type User, userSchema } from '../answers/user.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Failure } from '../parts/states.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { USER_WORDS } from './words.ts';

const EMPTY = { name: '', email: '', role: 'viewer' };

export const Invite = ({ done }: { readonly done: (user: User) => void }) => {
  const words = USER_WORDS[useLanguage().language];
  const api = useApi();
  const [draft, setDraft] = useState(EMPTY);
  const edit = (part: Partial<typeof EMPTY>) => setDraft({ ...draft, ...part });
  const { busy, error, submit } = useSubmit(async () => {
    const { value } = await api.change('/v1/users', userSchema, { method: 'POST', body: draft });
    setDraft(EMPTY);
    done(value);
  });
  return (
    <form class="new-key" onSubmit={submit} aria-label={words.invite}>
      <div class="pair">
        <TextField name={words.email} value={draft.email} change={(email) => edit({ email })} required />
        <TextField
          name={words.name}
          hint={words.nameHint}
          value={draft.name}
          change={(name) => edit({ name })}
          required
        />
        <Choice
          name={words.role}
          value={draft.role}
          change={(role) => edit({ role })}
          options={Object.entries(words.roles)}
        />
      </div>
      {error ? <Failure error={error} /> : null}
      <button type="submit" class="button" disabled={busy || draft.name.trim() === '' || draft.email.trim() === ''}>
        {words.invite}
      </button>
    </form>
  );
};
