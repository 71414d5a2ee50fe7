import { useState } from 'preact/hooks';
import * as z from 'zod';
import { Confirm } from '../parts/confirm.tsx';
import { Field } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { Failure, Show } from '../parts/states.tsx';
import { ApiError } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { PUSH_WORDS } from './settings-push-words.ts';

const providersSchema = z.object({
  firebase: z.object({ projectId: z.string(), clientEmail: z.string() }).nullable(),
  web: z.object({ key: z.string() }).nullable(),
});
type Providers = z.infer<typeof providersSchema>;

/** What of the file is sent; the rest of it stays here. */
const accountSchema = z.object({ project_id: z.string(), client_email: z.string(), private_key: z.string() });

const accountOf = (text: string): z.infer<typeof accountSchema> | undefined => {
  try {
    return accountSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

interface PartProps {
  readonly providers: Providers;
  readonly done: () => void;
}

const Apps = ({ providers: { firebase }, done }: PartProps) => {
  const api = useApi();
  const words = PUSH_WORDS[useLanguage().language];
  const [file, setFile] = useState<File>();
  const [isWrong, setWrong] = useState(false);
  const { busy, error, submit } = useSubmit(async () => {
    const body = accountOf((await file?.text()) ?? '');
    setWrong(body === undefined);
    if (!body) return;
    await api.change('/v1/push/firebase', z.unknown(), { method: 'PUT', body });
    setFile(undefined);
    done();
  });
  return (
    <form class="new-key" onSubmit={submit} aria-label={words.app}>
      <h3>{words.app}</h3>
      <p>{firebase ? words.appSet(firebase.projectId, firebase.clientEmail) : words.appMissing}</p>
      <Field name={words.file} hint={words.fileHint}>
        {(wired) => (
          <input
            {...wired}
            type="file"
            accept=".json,application/json"
            onChange={(event) => setFile(event.currentTarget.files?.[0])}
          />
        )}
      </Field>
      {isWrong ? <p role="alert">{words.noFile}</p> : null}
      {error ? <Failure error={error} /> : null}
      <button type="submit" class="button" disabled={busy || file === undefined}>
        {words.put}
      </button>
    </form>
  );
};

const Browsers = ({ providers: { web }, done }: PartProps) => {
  const api = useApi();
  const words = PUSH_WORDS[useLanguage().language];
  const [asking, setAsking] = useState(false);
  const make = async (replace: boolean) => {
    await api.change('/v1/push/web-key', z.unknown(), { method: 'POST', body: { replace } });
    done();
  };
  const { busy, error, run } = useSubmit(() => make(false));
  return (
    <section class="new-key" aria-label={words.browsers}>
      <h3>{words.browsers}</h3>
      <p>{web ? words.webSet : words.webMissing}</p>
      {web ? (
        <div class="key-secret">
          <code>{web.key}</code>
        </div>
      ) : null}
      {error ? <Failure error={error} /> : null}
      {web ? (
        <button type="button" class="text-button" onClick={() => setAsking(true)}>
          {words.replace}
        </button>
      ) : (
        <button type="button" class="button" disabled={busy} onClick={() => void run()}>
          {words.make}
        </button>
      )}
      {asking ? (
        <Confirm
          title={words.replaceAsk}
          text={words.replaceText}
          action={words.replace}
          danger
          run={() => make(true)}
          close={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
};

/** Keys of the providers of push: put in here, and never shown again. */
export const PushCard = () => {
  const api = useApi();
  const words = PUSH_WORDS[useLanguage().language];
  const [loaded, reload] = useLoad('push', async (signal) => {
    try {
      return (await api.get('/v1/push/providers', providersSchema, signal)).value;
    } catch (error) {
      // Other roles have settings to read, and no keys.
      if (error instanceof ApiError && error.status === 403) return undefined;
      throw error;
    }
  });
  return (
    <Card title={words.title}>
      <Show loaded={loaded} retry={reload}>
        {(providers) =>
          providers === undefined ? (
            <p class="quiet-line">{words.adminOnly}</p>
          ) : (
            <>
              <Apps providers={providers} done={reload} />
              <Browsers providers={providers} done={reload} />
            </>
          )
        }
      </Show>
    </Card>
  );
};
