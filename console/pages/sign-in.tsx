import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as z from 'zod';
import { Preferences } from '../parts/preferences.tsx';
import { Failure } from '../parts/states.tsx';
import { type ApiError, createApi } from '../platform/api.ts';
import { credentialOfKey } from '../platform/credential.ts';
import { asApiError } from '../platform/load.ts';
import { useSession } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';

/** The key is tried once before it is kept, so that a typo is said here and not on every page. */
export const SignIn = () => {
  const words = useWords();
  const { signIn, login, trouble } = useSession();
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    document.title = words.title(words.signIn.title);
  }, [words]);

  const enter = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await createApi(credentialOfKey(key.trim())).get('/v1/settings', z.unknown());
      signIn(key.trim());
    } catch (cause) {
      const failed = asApiError(cause);
      // A key of narrow scope is a key all the same; each page says what it may not see.
      if (failed.status === 403) signIn(key.trim());
      else setError(failed);
      setBusy(false);
    }
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (key.trim() !== '') void enter();
  };
  const byKey = (
    <form onSubmit={submit}>
      <div class="field">
        <label for="key">{words.signIn.key}</label>
        <input
          id="key"
          type="password"
          name="key"
          autocomplete="off"
          spellcheck={false}
          required
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <small>{words.signIn.keyHint}</small>
      </div>
      <button type="submit" class={login ? 'button' : 'button primary'} disabled={busy}>
        {busy ? words.signIn.checking : words.signIn.enter}
      </button>
    </form>
  );
  return (
    <main class="sign-in">
      <span class="seal large" aria-hidden="true">
        단골
      </span>
      <h1>{words.signIn.title}</h1>
      <p class="lead">{login ? words.signIn.lead : words.signIn.keyLead}</p>
      {trouble ? (
        <p role="alert" class="wrong">
          {words.signIn.failed}
        </p>
      ) : null}
      {login ? (
        <>
          <button type="button" class="button primary" onClick={login}>
            {words.signIn.login}
          </button>
          <details>
            <summary>{words.signIn.byKey}</summary>
            {byKey}
          </details>
        </>
      ) : (
        byKey
      )}
      {error ? (
        error.status === 401 ? (
          <p role="alert" class="wrong">
            {words.signIn.refused}
          </p>
        ) : (
          <Failure error={error} />
        )
      ) : null}
      <Preferences />
    </main>
  );
};
