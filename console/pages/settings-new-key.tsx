import { useState } from 'preact/hooks';
import { type MadeKey, madeKeySchema } from '../answers/key.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Failure } from '../parts/states.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { KEY_WORDS } from './settings-key-words.ts';

const EMPTY = { name: '', role: 'write', source: '', personal: 'masked' };

/** What the form says as the body of `POST /v1/keys`. */
const bodyOf = ({ name, role, source, personal }: typeof EMPTY) => {
  if (role === 'write') return { name, scopes: ['write'], ...(source.trim() === '' ? {} : { source }) };
  if (role === 'send') return { name, scopes: ['send'] };
  return { name, role, scopes: personal === 'shown' && role !== 'admin' ? ['personal'] : [] };
};

interface NewKeyProps {
  readonly done: (key: MadeKey) => void;
}

export const NewKey = ({ done }: NewKeyProps) => {
  const api = useApi();
  const keys = KEY_WORDS[useLanguage().language];
  const [draft, setDraft] = useState(EMPTY);
  const edit = (part: Partial<typeof EMPTY>) => setDraft({ ...draft, ...part });
  const { busy, error, submit } = useSubmit(async () => {
    const { value } = await api.change('/v1/keys', madeKeySchema, { method: 'POST', body: bodyOf(draft) });
    setDraft(EMPTY);
    done(value);
  });
  return (
    <form class="new-key" onSubmit={submit} aria-label={keys.make}>
      <div class="pair">
        <TextField
          name={keys.name}
          hint={keys.nameHint}
          value={draft.name}
          change={(name) => edit({ name })}
          required
        />
        <Choice
          name={keys.may}
          value={draft.role}
          change={(role) => edit({ role })}
          options={Object.entries(keys.roles)}
        />
        {draft.role === 'write' ? (
          <TextField
            name={keys.source}
            hint={keys.sourceHint}
            value={draft.source}
            change={(source) => edit({ source })}
          />
        ) : draft.role === 'admin' || draft.role === 'send' ? null : (
          <Choice
            name={keys.personal}
            value={draft.personal}
            change={(personal) => edit({ personal })}
            options={Object.entries(keys.personals)}
          />
        )}
      </div>
      {error ? <Failure error={error} /> : null}
      <button type="submit" class="button" disabled={busy || draft.name.trim() === ''}>
        {keys.make}
      </button>
    </form>
  );
};
