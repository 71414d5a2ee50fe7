import { useEffect, useRef, useState } from 'preact/hooks';
import { minorDigits, toMajor } from '../../shared/platform/money.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { Card } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { type Language, useLanguage } from '../words/language.tsx';
import { type Preview, previewSchema } from './answers.ts';
import { KakaoPreview } from './kakao-preview.tsx';
import { TEMPLATE_WORDS } from './words.ts';

/** Milliseconds without a key before the API is asked again. */
const PAUSE = 500;
const KB = 1024;

/** Thousandths of the smallest unit: a mail costs less than one won. */
const costText = ({ milli, currency }: Preview['cost'], language: Language): string => {
  const amount = toMajor(milli / 1_000, currency);
  const digits = { maximumFractionDigits: minorDigits(currency) + 3 };
  const number = new Intl.NumberFormat(language === 'ko' ? 'ko-KR' : 'en-GB', digits).format(amount);
  return language === 'ko' && currency === 'KRW' ? `${number}원` : `${number} ${currency}`;
};

/** A mail in a frame of its own origin, under a policy of its own: what it holds cannot reach the console. */
const Mail = ({ html, wide, title }: { readonly html: string; readonly wide: boolean; readonly title: string }) => {
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    // Its origin is none, so none can be named; the frame policy of this page lets nobody else live there.
    if (ready) frame.current?.contentWindow?.postMessage(html, '*');
  }, [html, ready]);
  return (
    <iframe
      ref={frame}
      class={wide ? 'mail-frame' : 'mail-frame phone'}
      src="/preview.html"
      sandbox="allow-scripts"
      title={title}
      onLoad={() => setReady(true)}
    />
  );
};

const Counter = ({ preview }: { readonly preview: Preview }) => {
  const { language } = useLanguage();
  const words = TEMPLATE_WORDS[language];
  const { size, mail, cost } = preview;
  const units: Readonly<Record<string, string>> = words.units;
  return (
    <p class="counter" role="status">
      {size ? words.sms(size.kind ?? 'SMS', size.length, units[size.encoding] ?? '', size.parts) : null}
      {mail ? words.mail((mail.bytes / KB).toFixed(1), String(mail.clippedAt / KB)) : null}
      {size || mail ? ' · ' : null}
      {words.cost(costText(cost, language))}
      {mail?.clipped ? <strong> {words.clipped}</strong> : null}
      {preview.fallback ? <span> {words.fallback(preview.language)}</span> : null}
    </p>
  );
};

interface PreviewProps {
  /** As it would be saved; nothing while there is too little of it. */
  readonly template: object | undefined;
  /** In which it is shown; the person's own if absent. */
  readonly language?: string | undefined;
}

/** What a person would get, on a phone or a desktop, with its size and price, as one types. */
export const PreviewCard = ({ template, language }: PreviewProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const api = useApi();
  const [device, setDevice] = useState('phone');
  const [customerId, setCustomerId] = useState('');
  const [preview, setPreview] = useState<Preview>();
  const [error, setError] = useState<ApiError>();
  const person = customerId.trim();
  const more = { ...(person ? { customerId: person } : {}), ...(language === undefined ? {} : { language }) };
  const asked = template === undefined ? '' : JSON.stringify({ template, ...more });
  useEffect(() => {
    if (asked === '') return;
    let overtaken = false;
    const timer = setTimeout(() => {
      api.change('/v1/templates/preview', previewSchema, { method: 'POST', body: JSON.parse(asked) }).then(
        ({ value }) => {
          if (overtaken) return;
          setPreview(value);
          setError(undefined);
        },
        (cause: unknown) => {
          if (!overtaken) setError(asApiError(cause));
        },
      );
    }, PAUSE);
    return () => {
      overtaken = true;
      clearTimeout(timer);
    };
  }, [asked, api]);
  return (
    <Card title={words.preview} class="preview">
      <div class="pair">
        <Choice
          name={words.device}
          value={device}
          change={setDevice}
          options={[
            ['phone', words.phone],
            ['desktop', words.desktop],
          ]}
        />
        <TextField name={words.person} value={customerId} change={setCustomerId} />
      </div>
      {error ? <Failure error={error} /> : null}
      {preview ? (
        <>
          <Counter preview={preview} />
          {preview.subject === null ? null : (
            <p class="mail-subject">
              <small>{words.from}</small> <b>{preview.subject}</b>
            </p>
          )}
          {preview.kakao ? (
            <KakaoPreview text={preview.text} message={preview.kakao} />
          ) : preview.html === null ? (
            <p class={device === 'phone' ? 'bubble phone' : 'bubble'}>{preview.text}</p>
          ) : (
            <Mail html={preview.html} wide={device === 'desktop'} title={words.frame} />
          )}
        </>
      ) : (
        <p class="quiet-line">{words.waiting}</p>
      )}
    </Card>
  );
};
