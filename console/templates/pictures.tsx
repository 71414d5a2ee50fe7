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
export type Image = z.infer<typeof imageSchema>;

const KB = 1_024;
/** Media types that each place takes. */
const ACCEPTED: Readonly<Record<keyof Image['fits'], string>> = {
  email: 'image/jpeg,image/png,image/gif',
  mms: 'image/jpeg',
  kakao: 'image/jpeg,image/png',
};

/** The bytes of a file in base64. */
const base64Of = async (file: File): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += KB) text += String.fromCharCode(...bytes.subarray(at, at + KB));
  return btoa(text);
};

interface PicturesProps {
  /** Where it is to be shown: only pictures that fit there are offered. */
  readonly medium: keyof Image['fits'];
  readonly pick: (image: Image) => void;
}

/** Hosted pictures and a way to add one; a click picks. */
export const Pictures = ({ medium, pick }: PicturesProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const api = useApi();
  const [file, setFile] = useState<File>();
  const [unfit, setUnfit] = useState(false);
  const [loaded, reload] = useLoad('images', (signal) => api.get('/v1/images?limit=50', listOf(imageSchema), signal));
  const upload = useSubmit(async () => {
    if (!file) return;
    setUnfit(false);
    const body = { title: file.name.replace(/\.[^.]+$/, ''), data: await base64Of(file) };
    const { value } = await api.change('/v1/images', imageSchema, { method: 'POST', body });
    if (value.fits[medium]) pick(value);
    else setUnfit(true);
    setFile(undefined);
    reload();
  });
  return (
    <div class="pictures">
      <Field name={words.upload} hint={words.uploadHints[medium]}>
        {(wired) => (
          <input
            {...wired}
            type="file"
            accept={ACCEPTED[medium]}
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
      {unfit ? <p role="alert">{words.unfitPicture(words.uploadHints[medium])}</p> : null}
      {upload.error ? <Failure error={upload.error} /> : null}
      <Show loaded={loaded} retry={reload} rows={2}>
        {({ value }) => (
          <ul class="picture-list">
            {value.data
              .filter(({ fits }) => fits[medium])
              .map((image) => (
                <li key={image.id}>
                  <button type="button" title={words.insertPicture(image.title)} onClick={() => pick(image)}>
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
