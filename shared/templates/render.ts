import { brandMessageFaults } from '../law/brand-message.ts';
import { AD_LABEL } from '../law/korean-label.ts';
import type { Law, NoticeLine } from '../law/law.ts';
import type { Brand } from '../settings/brand.ts';
import { type KakaoSettings, strangersFault } from '../settings/kakao.ts';
import type { TextCarrier } from '../settings/text-carrier.ts';
import { type AlimtalkSize, alimtalkSize, type FilledAlimtalk } from './alimtalk.ts';
import { type BrandButton, type BrandMessage, type FilledButton, tooLong } from './brand-message.ts';
import type { MessageLinks } from './context.ts';
import { BadLink, finishHtml } from './email-html.ts';
import { engineFor, renderSource } from './engine.ts';
import { asEucKr, unencodable } from './euc-kr.ts';
import { textOfHtml } from './html-text.ts';
import { type KoreanSize, koreanSize, LMS_BYTES } from './korean-text.ts';
import { houseLanguage, versionFor } from './languages.ts';
import { linkFault } from './push-link.ts';
import { PUSH_BYTES, type PushContent, pushBytes } from './push-payload.ts';
import { seenMail } from './seen-mail.ts';
import { rewriteUrls, type SmsSize, smsSize } from './sms-text.ts';
import { askedOf, surveyContext, surveyUrls } from './survey.ts';
import type { EmailTemplate, KakaoTemplate, PushTemplate, SmsTemplate, Template } from './template.ts';

export interface RenderLinks extends MessageLinks {
  /** Address of the open pixel, none for who does not want to be followed; of a push the signed name that its app sends back. */
  readonly open: string | undefined;
  /** Tracked address of a target, or nothing if it is not an absolute http(s) address. */
  readonly click: (target: string) => string | undefined;
}

export interface RenderInput {
  /** From `contextOf`. */
  readonly context: object;
  readonly links: RenderLinks;
  readonly brand: Brand;
  /** Law of the receiver's country. */
  readonly law: Law;
  /** Shop's time zone, for dates in the text. */
  readonly zone: string;
  /** Who will carry a text message; AWS unless said otherwise. */
  readonly carrier?: TextCarrier | undefined;
  /** Where notifications and buttons that open the app may lead (settings `push.links`). */
  readonly pushLinks?: readonly string[] | undefined;
  /** The sender's Kakao channel, from which AlimTalk and Brand Messages go. */
  readonly kakaoChannel?: string | null | undefined;
  /** What Kakao has let the channel do; nothing: write to its friends. */
  readonly kakao?: KakaoSettings | undefined;
  /** What the receiver reads, ISO 639; the template's main language if absent or not among its languages. */
  readonly language?: string | undefined;
}

export interface RenderedEmail {
  readonly channel: 'email';
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}
export interface RenderedSms {
  readonly channel: 'sms';
  readonly text: string;
  /** As `carrier` counts it. */
  readonly size: SmsSize | KoreanSize | AlimtalkSize;
  readonly carrier: TextCarrier;
  /** Title of a long Korean text. */
  readonly subject?: string;
  /** Goes out in place of the text. */
  readonly alimtalk?: FilledAlimtalk;
  /** Picture of a Korean text. */
  readonly imageId?: string;
}
export interface RenderedPush extends PushContent {
  readonly channel: 'push';
  readonly bytes: number;
}
export interface RenderedKakao extends BrandMessage {
  readonly channel: 'kakao';
}
export type Rendered = RenderedEmail | RenderedSms | RenderedPush | RenderedKakao;

/** `failed`: the template could not be filled for this person. `unlawful`: filled, and still not fit to be sent as an ad. */
export type RenderResult =
  | { readonly kind: 'ok'; readonly message: Rendered; readonly language: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unlawful'; readonly faults: readonly string[] };

type Written = Exclude<RenderResult, { kind: 'ok' }> | { readonly kind: 'ok'; readonly message: Rendered };

/** Characters; a line of a header holds 998 (RFC 5322 section 2.1.1), and one without a space cannot be folded. */
const MAX_SUBJECT = 500;

/** One line without signs that end or fold a header, whatever a trait holds. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

const lineText = (line: NoticeLine): string =>
  line.map((part) => (typeof part === 'string' ? part : `${part.text} (${part.href})`)).join('');

const ownLinks = ({ unsubscribe, preferences, confirm, survey }: MessageLinks, asks: Template['survey']): string[] => [
  ...[unsubscribe, preferences],
  ...(confirm === undefined ? [] : [confirm]),
  ...(asks && survey !== undefined ? surveyUrls(asks, survey) : []),
];

const renderEmail = (template: EmailTemplate, input: RenderInput): Written => {
  const { context, links, brand, law, zone } = input;
  const { purpose } = template;
  const language = houseLanguage(template.language);
  const text = engineFor('text', language, zone);
  const html = engineFor('html', language, zone);
  const isAd = purpose === 'ad';
  const notice = isAd ? law.mail.notice(brand, links, language) : [];

  const plainSubject = oneLine(renderSource(text, template.subject, context));
  if (plainSubject === '') return { kind: 'failed', reason: 'the subject is empty' };
  if (plainSubject.length > MAX_SUBJECT)
    return { kind: 'failed', reason: `the subject is over ${MAX_SUBJECT} characters` };
  const subject = isAd ? law.mail.subject(plainSubject) : plainSubject;
  const body = renderSource(html, template.html, context);
  const own = ownLinks(links, template.survey);
  const message: RenderedEmail = {
    channel: 'email',
    subject,
    html: finishHtml(body, {
      links: { own, click: links.click },
      notice,
      pixel: links.open,
      language: template.language,
    }),
    text: [
      template.text === undefined ? textOfHtml(body) : renderSource(text, template.text, context).trim(),
      ...(isAd ? ['--', ...notice.map(lineText)] : []),
    ].join('\n'),
  };
  const faults = isAd ? law.mail.faults(seenMail(message), brand, links.unsubscribe) : [];
  return faults.length > 0 ? { kind: 'unlawful', faults } : { kind: 'ok', message };
};

/** The author may have written label and name already; they are not said twice. */
const withoutLabel = (text: string, brand: Brand): string => {
  const rest = text.startsWith(AD_LABEL) ? text.slice(AD_LABEL.length).trimStart() : text;
  return rest !== text && rest.startsWith(brand.name) ? rest.slice(brand.name.length).trimStart() : rest;
};

/** The finished text as its carrier counts it: only now is it known whether a Korean one is short or long. */
const sized = (text: string, template: SmsTemplate, carrier: TextCarrier): Written => {
  if (carrier === 'aws') return { kind: 'ok', message: { channel: 'sms', text, size: smsSize(text), carrier } };
  const { subject, imageId } = template;
  const [sign] = unencodable(text);
  if (sign !== undefined)
    return { kind: 'failed', reason: `the sender’s name or number holds "${sign}", which Korean texts cannot carry` };
  const size = koreanSize(text, imageId !== undefined);
  if (!size) return { kind: 'failed', reason: `the text is over ${LMS_BYTES} bytes (EUC-KR)` };
  const long = size.kind !== 'SMS' && subject !== undefined ? { subject } : {};
  const picture = imageId === undefined ? {} : { imageId };
  return { kind: 'ok', message: { channel: 'sms', text, size, carrier, ...long, ...picture } };
};

/** The registered template with this person's values; its links are counted as those of a text are. */
const renderAlimtalk = (
  { alimtalk, language, survey }: SmsTemplate,
  { context, links, zone }: RenderInput,
  channelId: string,
  text: string,
): Written => {
  const engine = engineFor('text', houseLanguage(language), zone);
  const variables: Record<string, string> = {};
  for (const [name, source] of Object.entries(alimtalk?.variables ?? {})) {
    const value = renderSource(engine, source, context)
      .replace(/[^\P{C}\n]/gu, '')
      .trim();
    // Kakao refuses a template with a gap in it.
    if (value === '') return { kind: 'failed', reason: `there is nothing to fill ${name} with` };
    variables[name] = rewriteUrls(value, ownLinks(links, survey), links.click);
  }
  const filled: FilledAlimtalk = { channelId, templateId: alimtalk?.templateId ?? '', variables };
  const size = alimtalkSize(filled);
  if (!size) return { kind: 'failed', reason: 'the values are too long for AlimTalk' };
  return { kind: 'ok', message: { channel: 'sms', text, size, carrier: 'solapi', alimtalk: filled } };
};

const renderSms = (template: SmsTemplate, input: RenderInput): Written => {
  const { context, links, brand, law, zone, carrier = 'aws', kakaoChannel } = input;
  const engine = engineFor('text', houseLanguage(template.language), zone);
  const written = renderSource(engine, template.text, context)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n]/gu, '')
    .trim();
  if (written === '') return { kind: 'failed', reason: 'the text is empty' };
  const rewritten = rewriteUrls(written, ownLinks(links, template.survey), links.click);
  if (template.alimtalk && kakaoChannel && carrier === 'solapi')
    return renderAlimtalk(template, input, kakaoChannel, rewritten);
  const linked = carrier === 'solapi' ? asEucKr(rewritten) : rewritten;
  if (template.purpose === 'info') return sized(linked, template, carrier);
  const { first, last } = law.text.notice(brand);
  const body = withoutLabel(linked, brand);
  const optOut = body.endsWith(last) ? body : `${body}\n${last}`;
  const text = `${first}\n${optOut}`;
  const faults = law.text.faults(text, brand);
  return faults.length > 0 ? { kind: 'unlawful', faults } : sized(text, template, carrier);
};

const renderPush = (template: PushTemplate, input: RenderInput): Written => {
  const { context, links, brand, law, zone, pushLinks = [] } = input;
  const engine = engineFor('text', houseLanguage(template.language), zone);
  const filled = (source: string): string => renderSource(engine, source, context);
  const title = oneLine(filled(template.title));
  const written = filled(template.text)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n]/gu, '')
    .trim();
  if (title === '' || written === '') return { kind: 'failed', reason: 'the title or the text is empty' };
  const text = rewriteUrls(written, ownLinks(links, template.survey), links.click);
  const isAd = template.purpose === 'ad';
  const words = isAd ? law.push.notice({ title: withoutLabel(title, brand), text }, brand) : { title, text };
  const faults = isAd ? law.push.faults(words, brand) : [];
  if (faults.length > 0) return { kind: 'unlawful', faults };
  const plainLink = template.link === undefined ? undefined : filled(template.link).trim();
  const badLink = plainLink === undefined ? undefined : linkFault(plainLink, pushLinks);
  if (badLink !== undefined) return { kind: 'failed', reason: `the link ${badLink}` };
  const image = template.image === undefined ? undefined : filled(template.image).trim();
  if (image !== undefined && (!/^https:/i.test(image) || linkFault(image, []) !== undefined))
    return { kind: 'failed', reason: 'the picture is no https address' };
  const data = Object.fromEntries(Object.entries(template.data ?? {}).map(([key, source]) => [key, filled(source)]));
  const link = plainLink === undefined ? undefined : (links.click(plainLink) ?? plainLink);
  const content: PushContent = { ...words, image, link, data, opens: links.open };
  const bytes = pushBytes(content);
  if (bytes > PUSH_BYTES) return { kind: 'failed', reason: `the notification has ${bytes} bytes, over ${PUSH_BYTES}` };
  return { kind: 'ok', message: { channel: 'push', ...content, bytes } };
};

const renderKakao = (template: KakaoTemplate, input: RenderInput): Written => {
  const { context, links, brand, zone, kakaoChannel, kakao, pushLinks = [] } = input;
  if (!kakaoChannel) return { kind: 'failed', reason: 'the sender has no Kakao channel (settings.sms.kakaoChannel)' };
  const engine = engineFor('text', houseLanguage(template.language), zone);
  const filled = (source: string): string => renderSource(engine, source, context);
  const own = ownLinks(links, template.survey);
  const words = (source: string): string => {
    const text = filled(source)
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{C}\n]/gu, '')
      .trim();
    return rewriteUrls(text, own, links.click);
  };
  const faults: string[] = [];
  /** Kakao opens web addresses alone from a `link`; https, so that nobody is warned. */
  const web = (source: string): string => {
    const plain = filled(source).trim();
    if (own.includes(plain)) return plain;
    const fault = linkFault(plain, []);
    if (fault !== undefined) faults.push(`the link ${fault}`);
    return links.click(plain) ?? plain;
  };
  const app = (source: string): string => {
    const plain = filled(source).trim();
    const fault = linkFault(plain, pushLinks);
    if (fault !== undefined) faults.push(`the address of the app ${fault}`);
    return plain;
  };
  const button = (each: BrandButton): FilledButton => {
    if (each.kind === 'channel') return each;
    if (each.kind === 'link') return { ...each, link: web(each.link) };
    const { link, android, ios, ...rest } = each;
    return {
      ...rest,
      ...(link === undefined ? {} : { link: web(link) }),
      ...(android === undefined ? {} : { android: app(android) }),
      ...(ios === undefined ? {} : { ios: app(ios) }),
    };
  };
  const { bubble, targeting, imageId, imageLink, moreLink } = template;
  const message: RenderedKakao = {
    ...{ channel: 'kakao', channelId: kakaoChannel, bubble, targeting, imageId, adult: template.adult ?? false },
    text: withoutLabel(words(template.text), brand),
    imageLink: imageLink === undefined ? undefined : web(imageLink),
    moreLink: moreLink === undefined ? undefined : web(moreLink),
    buttons: (template.buttons ?? []).map(button),
    cards: (template.cards ?? []).map((card) => ({
      ...{ title: oneLine(filled(card.title)), text: words(card.text), imageId: card.imageId },
      imageLink: card.imageLink === undefined ? undefined : web(card.imageLink),
      buttons: card.buttons.map(button),
    })),
  };
  const empty =
    message.cards.length === 0
      ? message.text === ''
      : message.cards.some((card) => card.title === '' || card.text === '');
  const reason = empty ? 'the text is empty' : (faults[0] ?? tooLong(message));
  if (reason !== undefined) return { kind: 'failed', reason };
  const unlawful = brandMessageFaults(
    [message.text, ...message.cards.flatMap(({ title, text }) => [title, text])],
    brand,
  );
  if (targeting !== 'I' && (!kakao || strangersFault(kakao)))
    unlawful.push('Kakao has not let the channel write to people who are no friends of it');
  return unlawful.length > 0 ? { kind: 'unlawful', faults: unlawful } : { kind: 'ok', message };
};

const renderVersion = (version: Template, input: RenderInput): Written => {
  switch (version.channel) {
    case 'email':
      return renderEmail(version, input);
    case 'sms':
      return renderSms(version, input);
    case 'push':
      return renderPush(version, input);
    case 'kakao':
      return renderKakao(version, input);
    default:
      return version satisfies never;
  }
};

/** The context with what the template asks, in the language that is read. */
const withSurvey = ({ survey, language }: Template, main: string, input: RenderInput): RenderInput => {
  const { context, links } = input;
  if (survey === undefined || links.survey === undefined) return input;
  return { ...input, context: { ...context, survey: surveyContext(askedOf(survey, language, main), links.survey) } };
};

/** One person's message in the person's language, finished and checked. Pure; never throws for what a template or a trait holds. */
export const renderMessage = (template: Template, input: RenderInput): RenderResult => {
  try {
    const version = versionFor(template, input.language);
    const written = renderVersion(version, withSurvey(version, template.language, input));
    return written.kind === 'ok' ? { ...written, language: version.language } : written;
  } catch (error) {
    if (error instanceof BadLink) return { kind: 'failed', reason: error.message };
    // Whatever the sandbox refused: limits, a filter's argument, a broken date in a trait.
    return { kind: 'failed', reason: error instanceof Error ? error.message : 'the template could not be rendered' };
  }
};
