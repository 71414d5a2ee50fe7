import { useState } from 'preact/hooks';
import { NumberField, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { useFormat } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { productSchema, type ShownProduct } from './product.ts';
import { PRODUCT_WORDS } from './words.ts';

interface ProductProps {
  readonly product: ShownProduct;
  readonly replace: (product: ShownProduct) => void;
  readonly remove: () => void;
}

const textOf = (value: number | null): string => (value === null ? '' : String(value));
const numberOf = (text: string): number | undefined => (text === '' ? undefined : Number(text));

const Editor = ({ product, replace, remove }: ProductProps) => {
  const words = PRODUCT_WORDS[useLanguage().language];
  const api = useApi();
  const [name, setName] = useState(product.name);
  const [url, setUrl] = useState(product.url ?? '');
  const [category, setCategory] = useState(product.category ?? '');
  const [stock, setStock] = useState(textOf(product.stock));
  const [days, setDays] = useState(textOf(product.repurchaseDays));
  const { busy, error, submit } = useSubmit(async () => {
    const pieces = numberOf(stock);
    const body = {
      ...{ name, url: url.trim() || undefined, category: category.trim() || undefined, stock: pieces },
      ...{ imageUrl: product.imageUrl ?? undefined, price: product.price ?? undefined, repurchaseDays: numberOf(days) },
      // Said apart from the stock by the shop itself; who changes the stock here means the stock.
      available: pieces === product.stock && !product.available && pieces !== 0 ? false : undefined,
    };
    const path = `/v1/products/${segment(product.id)}`;
    replace((await api.change(path, productSchema, { method: 'PUT', body })).value);
  });
  return (
    <form class="form" onSubmit={submit} aria-label={`${product.name}: ${words.change}`}>
      <TextField name={words.name} value={name} change={setName} required />
      <TextField name={words.url} value={url} change={setUrl} />
      <TextField name={words.category} value={category} change={setCategory} />
      <NumberField
        name={words.pieces}
        hint={words.piecesHint}
        value={stock}
        change={setStock}
        min={0}
        max={1_000_000_000}
        optional
      />
      <NumberField
        name={words.repurchaseDays}
        hint={words.repurchaseHint}
        value={days}
        change={setDays}
        min={1}
        max={1_100}
        optional
      />
      {error ? <Failure error={error} /> : null}
      <div class="form-actions">
        <button type="submit" class="button small" disabled={busy || name.trim() === ''}>
          {words.save}
        </button>
        <button type="button" class="text-button" onClick={remove} aria-label={`${words.remove}: ${product.name}`}>
          {words.remove}
        </button>
      </div>
    </form>
  );
};

/** One product: what the shop says of it, and what its orders do. */
export const ProductRow = ({ product, replace, remove }: ProductProps) => {
  const words = PRODUCT_WORDS[useLanguage().language];
  const format = useFormat();
  const { id, name, price, category, stock, available, repurchase, orders, together } = product;
  const facts = [
    ...(price === null ? [] : [format.money(price)]),
    ...(category === null ? [] : [category]),
    ...(stock === null ? [] : [words.stock(format.number(stock))]),
    ...(orders === 0 ? [] : [words.orders(orders)]),
    ...(repurchase === null ? [] : [words.again(repurchase.days, repurchase.by)]),
  ];
  return (
    <li class="task">
      <p class="task-head">
        <strong>{name}</strong>
        <span class="list-id">{id}</span>
        {available ? null : <Status code="paused" word={words.soldOut} />}
      </p>
      <p class="quiet-line">{facts.join(' · ')}</p>
      {together.length > 0 ? (
        <p class="quiet-line">
          {words.together}: {together.map((other) => `${other.id} (${format.percent(other.confidence, 0)})`).join(', ')}
        </p>
      ) : null}
      <details>
        <summary>{words.change}</summary>
        <Editor product={product} replace={replace} remove={remove} />
      </details>
    </li>
  );
};
