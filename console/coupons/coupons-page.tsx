// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import * as z from 'zod';
import { Confirm } from '../parts/confirm.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { Empty } from '../parts/states.tsx';
import { segment, withQuery } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { NewPool } from './new-pool.tsx';
import { type Pool, poolsSchema } from './pool.ts';
import { PoolRow } from './pool-row.tsx';
import { COUPON_WORDS } from './words.ts';

/** Pools of codes that campaigns and journeys give from. */
export const CouponsPage = () => {
  const words = COUPON_WORDS[useLanguage().language];
  const api = useApi();
  const [said, setSaid] = useState('');
  const [asking, setAsking] = useState<Pool>();
  const [round, setRound] = useState(0);
  const tell = (text: string) => {
    setSaid(text);
    setRound(round + 1);
  };
  return (
    <Page title={words.title}>
      <p class="lead">{words.lead}</p>
      <div class="stack">
        <Card>
          <details>
            <summary>{words.create}</summary>
            <NewPool done={({ name }) => tell(words.made(name))} />
          </details>
          <span role="status" class="done">
            {said}
          </span>
        </Card>
        <Pages
          name={`coupons ${round}`}
          load={async (cursor) => (await api.get(withQuery('/v1/coupons', { limit: 20, cursor }), poolsSchema)).value}
          empty={<Empty title={words.none}>{words.noneDo}</Empty>}
        >
          {(rows) => (
            <ul class="rows framed">
              {rows.map((pool) => (
                <PoolRow key={pool.id} pool={pool} archive={() => setAsking(pool)} />
              ))}
            </ul>
          )}
        </Pages>
      </div>
      {asking ? (
        <Confirm
          title={words.archiveAsk(asking.name)}
          text={words.archiveText}
          action={words.archive}
          danger
          run={async () => {
            await api.change(`/v1/coupons/${segment(asking.id)}`, z.unknown(), { method: 'DELETE' });
            tell(words.archived(asking.name));
          }}
          close={() => setAsking(undefined)}
        />
      ) : null}
    </Page>
  );
};
