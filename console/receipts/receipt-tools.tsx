// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import * as z from 'zod';
import { Card } from '../parts/page.tsx';
import { useShop } from '../parts/shop.tsx';
import { Failure, Show } from '../parts/states.tsx';
import { ApiError, segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { saveFile } from '../platform/save-file.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Drawn, receiptPng } from './receipt-png.ts';
import { RECEIPT_TOOL_WORDS } from './words.ts';

const shareSchema = z.object({
  id: z.string(),
  campaignId: z.string().nullable(),
  journeyId: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  expiresAt: z.string(),
  state: z.enum(['open', 'ended', 'revoked']),
});
const sharesSchema = z.object({ data: z.array(shareSchema) });
const madeSchema = shareSchema.extend({ url: z.string() });

interface Props {
  /** What the receipt is of, as `POST /v1/shares` names it. */
  readonly of: {
    readonly campaignId?: string;
    readonly journeyId?: string | undefined;
    readonly from?: string;
    readonly to?: string;
  };
  readonly receipt: Drawn;
  /** Time under the name; empty for none. */
  readonly when: string;
}

const PARTS = ['campaignId', 'journeyId', 'from', 'to'] as const;

/** Saves a receipt as a picture, or gives somebody without a login a look at it. */
export const ReceiptTools = ({ of, receipt, when }: Props) => {
  const { language, words: all } = useLanguage();
  const words = RECEIPT_TOOL_WORDS[language];
  const { settings, format } = useShop();
  const api = useApi();
  const [url, setUrl] = useState<string>();
  const [error, setError] = useState<ApiError>();
  const [shares, reload] = useLoad('shares', (signal) => api.get('/v1/shares', sharesSchema, signal));

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setError(undefined);
    try {
      await work();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      setError(caught);
    }
  };
  const save = async () => {
    const file = await receiptPng(receipt, settings?.brand.name ?? all.brand, when);
    if (file) saveFile(file, `${PARTS.flatMap((part) => of[part] ?? []).join('-')}.png`);
  };
  const share = () =>
    attempt(async () => {
      const body = { ...of, days: 30, language };
      const { value } = await api.change('/v1/shares', madeSchema, { method: 'POST', body });
      setUrl(value.url);
      reload();
    });
  const revoke = (id: string) =>
    attempt(async () => {
      await api.change(`/v1/shares/${segment(id)}`, shareSchema, { method: 'DELETE' });
      reload();
    });

  return (
    <Card title={words.title}>
      <p class="quiet-line">{words.shareLead}</p>
      <div class="downloads">
        <button type="button" class="button small" onClick={save}>
          {words.png}
        </button>
        <button type="button" class="button small" onClick={share}>
          {words.share}
        </button>
      </div>
      {url === undefined ? null : (
        <p role="status">
          <label>
            {words.link}
            <input class="wide" readOnly value={url} />
          </label>
          <small class="quiet-line">{words.once}</small>
        </p>
      )}
      {error ? <Failure error={error} /> : null}
      <Show loaded={shares} retry={reload} rows={1}>
        {({ value }) => {
          const own = value.data.filter(
            (one) => one.state === 'open' && PARTS.every((part) => one[part] === (of[part] ?? null)),
          );
          return own.length === 0 ? null : (
            <ul class="stack" aria-label={words.given}>
              {own.map(({ id, expiresAt, state }) => (
                <li key={id}>
                  {words.states[state]} · {words.until(format.date(expiresAt))}{' '}
                  <button type="button" class="button small" onClick={() => revoke(id)}>
                    {words.revoke}
                  </button>
                </li>
              ))}
            </ul>
          );
        }}
      </Show>
    </Card>
  );
};
