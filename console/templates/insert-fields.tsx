import { useState } from 'preact/hooks';
import * as z from 'zod';
import { Field } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Failure, Show } from '../parts/states.tsx';
import { listOf } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { TEMPLATE_WORDS } from './words.ts';

const imageSchema = z.object({
  id: z.string(),
  url: z.string(),
  title: z.string(),
  width: z.number(),
  bytes: z.number(),
  fits: z.object({ email: z.boolean(), mms: z.boolean(), kakao: z.boolean() }),
});
type Image = z.infer<typeof imageSchema>;
const blocksSchema = listOf(z.object({ id: z.string(), name: z.string() }));

/** As wide as a mail is usually set, pixels. */
const MAIL_WIDTH = 600;
const KB = 1_024;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('{', '&#123;');

const tagOf = ({ url, title, width }: Image, kind: 'html' | 'mjml'): string => {
  const shown = Math.min(width, MAIL_WIDTH);
  return kind === 'mjml'
    ? `<mj-image src="${url}" alt="${escaped(title)}" width="${shown}px" />`
    : `<img src="${url}" alt="${escaped(title)}" width="${shown}">`;
};

/** The bytes of a file in base64. */
const base64Of = async (file: File): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += KB) text += String.fromCharCode(...bytes.subarray(at, at + KB));
  return btoa(text);
};

interface InsertProps {
  readonly kind: 'html' | 'mjml' | 'text';
  readonly insert: (text: string) => void;
}

const Pictures = ({ kind, insert }: { readonly kind: 'html' | 'mjml'; readonly insert: (text: string) => void }) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const api = useApi();
  const [file, setFile] = useState<File>();
  const [loaded, reload] = useLoad('images', (signal) => api.get('/v1/images?limit=50', listOf(imageSchema), signal));
  const upload = useSubmit(async () => {
    if (!file) return;
    const body = { title: file.name.replace(/\.[^.]+$/, ''), data: await base64Of(file) };
    const { value } = await api.change('/v1/images', imageSchema, { method: 'POST', body });
    insert(tagOf(value, kind));
    setFile(undefined);
    reload();
  });
  return (
    <div class="pictures">
      <Field name={words.upload} hint={words.uploadHint}>
        {(wired) => (
          <input
            {...wired}
            type="file"
            accept="image/jpeg,image/png,image/gif"
            onChange={(event) => setFile(event.currentTarget.files?.[0])}
          />
        )}
      </Field>
      <button
        type="button"
        class="button small"
        disabled={upload.busy || file === undefined}
        onClick={() => void upload.run()}
      >
        {words.uploadDo}
      </button>
      {upload.error ? <Failure error={upload.error} /> : null}
      <Show loaded={loaded} retry={reload} rows={2}>
        {({ value }) => (
          <ul class="picture-list">
            {value.data.map((image) => (
              <li key={image.id}>
                <button
                  type="button"
                  title={words.insertPicture(image.title)}
                  onClick={() => insert(tagOf(image, kind))}
                >
                  <img src={`/i/${encodeURIComponent(image.id)}`} alt="" loading="lazy" />
                  <small>
                    {image.title} · {Math.ceil(image.bytes / KB)} KB
                  </small>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Show>
    </div>
  );
};

const Blocks = ({ insert }: { readonly insert: (text: string) => void }) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const api = useApi();
  const [loaded, reload] = useLoad('blocks', (signal) => api.get('/v1/blocks?limit=100', blocksSchema, signal));
  return (
    <Show loaded={loaded} retry={reload} rows={1}>
      {({ value }) =>
        value.data.length === 0 ? (
          <p class="quiet-line">{words.noBlocks}</p>
        ) : (
          <ul class="chips">
            {value.data.map(({ id, name }) => (
              <li key={id}>
                <button type="button" class="button small" onClick={() => insert(`{% render '${id}' %}`)}>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        )
      }
    </Show>
  );
};

/** Shared blocks and hosted pictures, read only by who opens them. */
export const InsertFields = ({ kind, insert }: InsertProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const [opened, setOpened] = useState<'' | 'blocks' | 'pictures'>('');
  const flip = (which: 'blocks' | 'pictures') => setOpened(opened === which ? '' : which);
  return (
    <div class="insert">
      <div class="form-actions">
        <button type="button" class="text-button" aria-expanded={opened === 'blocks'} onClick={() => flip('blocks')}>
          {words.blocks}
        </button>
        {kind === 'text' ? null : (
          <button
            type="button"
            class="text-button"
            aria-expanded={opened === 'pictures'}
            onClick={() => flip('pictures')}
          >
            {words.pictures}
          </button>
        )}
      </div>
      {opened === 'blocks' ? <Blocks insert={insert} /> : null}
      {opened === 'pictures' && kind !== 'text' ? <Pictures kind={kind} insert={insert} /> : null}
    </div>
  );
};
