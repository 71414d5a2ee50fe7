import { useState } from 'preact/hooks';
import * as z from 'zod';
import { ImportError } from '../../shared/imports/import-error.ts';
import { createTextDecoder } from '../../shared/imports/text-decoder.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import type { ListedProduct } from '../../shared/products/product.ts';
import { MAX_PRODUCTS, readProducts } from '../../shared/products/read-products.ts';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { useFormat, useShop } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { ApiError } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { PRODUCT_WORDS } from './words.ts';

/** What a file says, as Excel saves it in any of its encodings; its faults as the API would tell them. */
const productsOf = async (file: File, currency: string): Promise<ListedProduct[]> => {
  try {
    const decoder = createTextDecoder();
    const text = decoder.push(new Uint8Array(await file.arrayBuffer()));
    return readProducts(text + decoder.end(), currency);
  } catch (cause) {
    if (cause instanceof ImportError) throw new ApiError(400, 'invalid', cause.message);
    if (cause instanceof DangolError)
      throw new ApiError(400, 'invalid', cause.message, { details: [...cause.details] });
    throw cause;
  }
};

/** A catalogue from a file: read whole first, so that one with a fault changes nothing. */
export const ProductFile = ({ done }: { readonly done: (text: string) => void }) => {
  const words = PRODUCT_WORDS[useLanguage().language];
  const api = useApi();
  const format = useFormat();
  const { settings } = useShop();
  const [file, setFile] = useState<File>();
  const [progress, setProgress] = useState('');
  const { busy, error, submit } = useSubmit(async () => {
    if (!file || !settings) return;
    const products = await productsOf(file, settings.currency);
    for (let at = 0; at < products.length; at += MAX_PRODUCTS) {
      setProgress(words.saving(format.number(at), format.number(products.length)));
      const body = { products: products.slice(at, at + MAX_PRODUCTS) };
      await api.change('/v1/products/import', z.unknown(), { method: 'POST', body });
    }
    setProgress('');
    setFile(undefined);
    done(words.saved(products.length));
  });
  return (
    <Card title={words.file}>
      <form class="form" onSubmit={submit} aria-label={words.file}>
        <p class="quiet-line">{words.fileHint}</p>
        <label class="file-field">
          <span>{words.choose}</span>
          <input
            type="file"
            accept=".csv,.txt,text/csv"
            onChange={(event) => setFile(event.currentTarget.files?.[0])}
          />
        </label>
        {error ? <Failure error={error} /> : null}
        <div class="form-actions">
          <button type="submit" class="button" disabled={busy || file === undefined || settings === undefined}>
            {words.file}
          </button>
          <span role="status">{busy ? progress : ''}</span>
        </div>
      </form>
    </Card>
  );
};
