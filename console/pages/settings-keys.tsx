import { useState } from 'preact/hooks';
import * as z from 'zod';
import { type Key, keysSchema, type MadeKey, madeKeySchema } from '../answers/key.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Show } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { ApiError, segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { KEY_WORDS } from './settings-key-words.ts';
import { NewKey } from './settings-new-key.tsx';

const isLive = ({ state }: Key): boolean => state === 'active' || state === 'ending';

/** Those in use first, the newest of them first. */
const inOrder = (keys: readonly Key[]): Key[] =>
  [...keys].sort((a, b) => Number(isLive(b)) - Number(isLive(a)) || b.createdAt.localeCompare(a.createdAt));

interface RowProps {
  readonly entry: Key;
  readonly rotate: () => void;
  readonly revoke: () => void;
}

const Row = ({ entry, rotate, revoke }: RowProps) => {
  const format = useFormat();
  const keys = KEY_WORDS[useLanguage().language];
  const facts = [
    wordOf(keys.roles, entry.role ?? (entry.scopes.includes('send') ? 'send' : 'write')),
    ...(entry.scopes.includes('personal') ? [keys.seesPersonal] : []),
    ...(entry.eventsPerSecond === null ? [] : [keys.rate(format.number(entry.eventsPerSecond))]),
    entry.lastUsedOn === null ? keys.neverUsed : keys.usedOn(format.date(`${entry.lastUsedOn}T00:00:00Z`)),
    ...(entry.createdBy === null ? [] : [keys.madeBy(entry.createdBy)]),
  ];
  return (
    <tr>
      <th scope="row">
        {entry.name}
        <small class="key-facts">{facts.join(' · ')}</small>
      </th>
      <td>
        <Status code={entry.state} word={wordOf(keys.states, entry.state)} />
        {entry.state === 'ending' && entry.validUntil ? (
          <small class="key-facts">{keys.until(format.dateTime(entry.validUntil))}</small>
        ) : null}
      </td>
      <td class="figure">
        {entry.state === 'active' ? (
          <button type="button" class="text-button" onClick={rotate} aria-label={keys.rotateAsk(entry.name)}>
            {keys.rotate}
          </button>
        ) : null}{' '}
        {isLive(entry) ? (
          <button type="button" class="text-button" onClick={revoke} aria-label={keys.revokeAsk(entry.name)}>
            {keys.revoke}
          </button>
        ) : null}
      </td>
    </tr>
  );
};

/** Keys of senders and people. A secret stands here once, right after it was made. */
export const KeysCard = () => {
  const api = useApi();
  const keys = KEY_WORDS[useLanguage().language];
  const [made, setMade] = useState<MadeKey>();
  const [asking, setAsking] = useState<{ readonly entry: Key; readonly what: 'rotate' | 'revoke' }>();
  const [loaded, reload] = useLoad('keys', async (signal) => {
    try {
      return (await api.get('/v1/keys?limit=200', keysSchema, signal)).value.data;
    } catch (error) {
      // Other roles have settings to read, and no keys.
      if (error instanceof ApiError && error.status === 403) return undefined;
      throw error;
    }
  });
  const show = (key: MadeKey) => {
    setMade(key);
    reload();
  };
  const run = async ({ entry, what }: NonNullable<typeof asking>) => {
    const path = `/v1/keys/${segment(entry.id)}`;
    if (what === 'revoke') {
      await api.change(path, z.unknown(), { method: 'DELETE' });
      reload();
      return;
    }
    show((await api.change(`${path}/rotate`, madeKeySchema, { method: 'POST' })).value);
  };
  return (
    <Card title={keys.title}>
      <Show loaded={loaded} retry={reload}>
        {(entries) =>
          entries === undefined ? (
            <p class="quiet-line">{keys.adminOnly}</p>
          ) : (
            <>
              {made?.secret ? (
                <div class="key-secret" role="status">
                  <p>{keys.once(made.name)}</p>
                  <code>{made.secret}</code>
                </div>
              ) : null}
              <table class="list" aria-label={keys.title}>
                <thead class="unseen">
                  <tr>
                    <th scope="col">{keys.name}</th>
                    <th scope="col">{keys.state}</th>
                    <th scope="col">{keys.change}</th>
                  </tr>
                </thead>
                <tbody>
                  {inOrder(entries).map((entry) => (
                    <Row
                      key={entry.id}
                      entry={entry}
                      rotate={() => setAsking({ entry, what: 'rotate' })}
                      revoke={() => setAsking({ entry, what: 'revoke' })}
                    />
                  ))}
                </tbody>
              </table>
              <NewKey done={show} />
            </>
          )
        }
      </Show>
      {asking ? (
        <Confirm
          title={asking.what === 'rotate' ? keys.rotateAsk(asking.entry.name) : keys.revokeAsk(asking.entry.name)}
          text={asking.what === 'rotate' ? keys.rotateText : keys.revokeText}
          action={asking.what === 'rotate' ? keys.rotate : keys.revoke}
          danger={asking.what === 'revoke'}
          run={() => run(asking)}
          close={() => setAsking(undefined)}
        />
      ) : null}
    </Card>
  );
};
