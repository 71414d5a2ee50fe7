// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import * as z from 'zod';
import { Confirm } from '../parts/confirm.tsx';
import { TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { type ListPage, Pages } from '../parts/pages-of.tsx';
import { Empty } from '../parts/states.tsx';
import { ApiError, segment, withQuery } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { productSchema, productsSchema, type ShownProduct } from './product.ts';
import { ProductFile } from './product-file.tsx';
import { ProductRow } from './product-row.tsx';
import { PRODUCT_WORDS } from './words.ts';

/** The catalogue that messages, back-in-stock and the moment to buy again go by. */
export const ProductsPage = () => {
  const words = PRODUCT_WORDS[useLanguage().language];
  const api = useApi();
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState('');
  const [said, setSaid] = useState('');
  const [round, setRound] = useState(0);
  const [asking, setAsking] = useState<ShownProduct>();
  /** What was saved since the list was read, by id. */
  const [since, setSince] = useState<ReadonlyMap<string, ShownProduct>>(new Map());
  const tell = (text: string) => {
    setSaid(text);
    setSince(new Map());
    setRound(round + 1);
  };
  const load = async (cursor: string | undefined): Promise<ListPage<ShownProduct>> => {
    if (wanted === '') return (await api.get(withQuery('/v1/products', { limit: 50, cursor }), productsSchema)).value;
    try {
      return { data: [(await api.get(`/v1/products/${segment(wanted)}`, productSchema)).value] };
    } catch (cause) {
      if (cause instanceof ApiError && cause.status === 404) return { data: [] };
      throw cause;
    }
  };
  return (
    <Page title={words.title}>
      <p class="lead">{words.lead}</p>
      <ProductFile done={tell} />
      <span role="status" class="done">
        {said}
      </span>
      <form
        class="task-filter"
        onSubmit={(event) => {
          event.preventDefault();
          setWanted(typed.trim());
        }}
      >
        <TextField name={words.find} value={typed} change={setTyped} />
      </form>
      <Pages
        name={`products ${round} ${wanted}`}
        load={load}
        empty={
          <Empty title={wanted === '' ? words.none : words.noneFound(wanted)}>
            {wanted === '' ? words.noneDo : null}
          </Empty>
        }
      >
        {(rows) => (
          <ul class="rows framed">
            {rows.map((product) => (
              <ProductRow
                key={product.id}
                product={since.get(product.id) ?? product}
                replace={(saved) => setSince((before) => new Map(before).set(saved.id, saved))}
                remove={() => setAsking(product)}
              />
            ))}
          </ul>
        )}
      </Pages>
      {asking ? (
        <Confirm
          title={words.removeAsk(asking.name)}
          text={words.removeText}
          action={words.remove}
          danger
          run={async () => {
            await api.change(`/v1/products/${segment(asking.id)}`, z.unknown(), { method: 'DELETE' });
            tell(words.removed(asking.name));
          }}
          close={() => setAsking(undefined)}
        />
      ) : null}
    </Page>
  );
};
