import { useState } from 'preact/hooks';
import * as z from 'zod';
import { type User, userSchema, usersSchema } from '../answers/user.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Card } from '../parts/page.tsx';
import { Failure, Show } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { ApiError, segment } from '../platform/api.ts';
import { asApiError, useLoad } from '../platform/load.ts';
import { useApi, useSession } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { Invite } from './invite.tsx';
import { USER_WORDS } from './words.ts';

interface RowProps {
  readonly entry: User;
  readonly self: boolean;
  readonly change: (body: { readonly role?: string; readonly enabled?: boolean }) => void;
  readonly remind: () => void;
  readonly disable: () => void;
}

const Row = ({ entry, self, change, remind, disable }: RowProps) => {
  const words = USER_WORDS[useLanguage().language];
  const { name, email, role, state } = entry;
  const off = state === 'disabled';
  return (
    <tr>
      <th scope="row">
        {name}
        <small class="key-facts">{email}</small>
      </th>
      <td>
        <Status code={off ? 'revoked' : 'active'} word={wordOf(words.states, state)} />
      </td>
      <td>
        <select
          aria-label={words.roleOf(name)}
          value={role ?? ''}
          disabled={off}
          onChange={(event) => change({ role: event.currentTarget.value })}
        >
          {role === null ? <option value="">{words.none}</option> : null}
          {Object.entries(words.roles).map(([code, word]) => (
            <option key={code} value={code}>
              {word}
            </option>
          ))}
        </select>
      </td>
      <td class="figure">
        {state === 'invited' ? (
          <button type="button" class="text-button" onClick={remind}>
            {words.remind}
          </button>
        ) : null}{' '}
        {off ? (
          <button type="button" class="text-button" onClick={() => change({ enabled: true })}>
            {words.enable}
          </button>
        ) : self ? null : (
          <button type="button" class="text-button" onClick={disable} aria-label={words.disableAsk(name)}>
            {words.disable}
          </button>
        )}
      </td>
    </tr>
  );
};

/** People who sign in. A key with another role than admin has settings to read, and no people. */
export const UsersCard = () => {
  const words = USER_WORDS[useLanguage().language];
  const api = useApi();
  const { user: me } = useSession();
  const [asking, setAsking] = useState<User>();
  const [said, setSaid] = useState<string>();
  const [error, setError] = useState<ApiError>();
  const [loaded, reload] = useLoad('users', async (signal) => {
    try {
      return (await api.get('/v1/users?limit=60', usersSchema, signal)).value.data;
    } catch (cause) {
      if (cause instanceof ApiError && cause.status === 403) return undefined;
      throw cause;
    }
  });
  const run = async (work: () => Promise<string | undefined>) => {
    setError(undefined);
    setSaid(undefined);
    try {
      setSaid(await work());
    } catch (cause) {
      setError(asApiError(cause));
    }
    reload();
  };
  const path = ({ name }: User) => `/v1/users/${segment(name)}`;
  return (
    <Card title={words.title}>
      <Show loaded={loaded} retry={reload}>
        {(entries) =>
          entries === undefined ? (
            <p class="quiet-line">{words.adminOnly}</p>
          ) : (
            <>
              {entries.length === 0 ? <p class="quiet-line">{words.empty}</p> : null}
              <table class="list users">
                <thead class="unseen">
                  <tr>
                    <th scope="col">{words.name}</th>
                    <th scope="col">{words.state}</th>
                    <th scope="col">{words.role}</th>
                    <th scope="col">{words.change}</th>
                  </tr>
                </thead>
                <tbody>
                  {entries.map((entry) => (
                    <Row
                      key={entry.name}
                      entry={entry}
                      self={entry.name === me}
                      change={(body) =>
                        void run(async () => {
                          await api.change(path(entry), userSchema, { method: 'PUT', body });
                          return words.delay;
                        })
                      }
                      remind={() =>
                        void run(async () => {
                          await api.change(`${path(entry)}/invite`, z.unknown(), { method: 'POST' });
                          return words.invited(entry.email);
                        })
                      }
                      disable={() => setAsking(entry)}
                    />
                  ))}
                </tbody>
              </table>
              <p class="quiet-line" role="status">
                {said}
              </p>
              {error ? <Failure error={error} /> : null}
              <Invite
                done={({ email }) => {
                  setSaid(words.invited(email));
                  reload();
                }}
              />
            </>
          )
        }
      </Show>
      {asking ? (
        <Confirm
          title={words.disableAsk(asking.name)}
          text={words.disableText}
          action={words.disable}
          danger
          run={async () => {
            await api.change(path(asking), z.unknown(), { method: 'DELETE' });
            setSaid(undefined);
            reload();
          }}
          close={() => setAsking(undefined)}
        />
      ) : null}
    </Card>
  );
};
