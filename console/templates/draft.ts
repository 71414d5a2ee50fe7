import type { Template } from './answers.ts';
import { isKakaoFilled, KAKAO_FIELDS, type KakaoDraft, kakaoBody, kakaoDraftOf } from './kakao-draft.ts';

/** The words of a template in one language, as they are typed. */
export interface WordsDraft {
  readonly subject: string;
  readonly kind: 'html' | 'mjml';
  /** HTML or MJML of a mail. */
  readonly source: string;
  /** The text of a text message; of a mail its text part, made from the body if empty. */
  readonly text: string;
}

/** One variable of an approved AlimTalk template and the Liquid that fills it. */
export type Variable = readonly [name: string, value: string];

const CHANNELS = ['email', 'sms', 'push', 'kakao'] as const;
export type TemplateChannel = (typeof CHANNELS)[number];

/** What is not known is an e-mail, as a new template is. */
export const channelOf = (name: string): TemplateChannel => CHANNELS.find((channel) => channel === name) ?? 'email';

const SURVEYS = ['nps', 'csat'] as const;
export const surveyKindOf = (name: string | undefined): SurveyDraft['kind'] =>
  SURVEYS.find((kind) => kind === name) ?? '';

interface SurveyDraft {
  readonly kind: (typeof SURVEYS)[number] | '';
  readonly question: Readonly<Record<string, string>>;
}

export interface TemplateDraft {
  readonly name: string;
  readonly channel: TemplateChannel;
  readonly purpose: 'ad' | 'info';
  readonly topic: string;
  readonly brand: string;
  /** The main language, whose words whoever reads none of the others gets. */
  readonly language: string;
  readonly words: WordsDraft;
  readonly others: Readonly<Record<string, WordsDraft>>;
  readonly imageId: string;
  /** Of a push: its picture, and where a tap leads. */
  readonly image: string;
  readonly link: string;
  readonly alimtalkId: string;
  readonly variables: readonly Variable[];
  /** Of a Brand Message: all but its text. */
  readonly kakao: KakaoDraft;
  /** What it asks, by language; it asks nothing without a kind. */
  readonly survey: SurveyDraft;
  /** What the form has no field for; it goes back as it came. */
  readonly kept: Readonly<Record<string, unknown>>;
}

export const NO_WORDS: WordsDraft = { subject: '', kind: 'html', source: '', text: '' };

const wordsOf = ({ subject, title, html, mjml, text }: Partial<Template>): WordsDraft => ({
  subject: subject ?? title ?? '',
  kind: mjml === undefined ? 'html' : 'mjml',
  source: mjml ?? html ?? '',
  text: text ?? '',
});

/** What the API adds to a template when it answers, and what the draft holds by itself. */
const KNOWN = [
  ...['id', 'version', 'updatedAt', 'by', 'archived', 'name', 'channel', 'purpose', 'topic', 'brand', 'language'],
  ...KAKAO_FIELDS,
  ...['subject', 'title', 'html', 'mjml', 'text', 'languages', 'imageId', 'image', 'link', 'alimtalk', 'survey'],
];

export const draftOf = (template: Template | undefined, language: string): TemplateDraft => {
  if (!template)
    return {
      ...{ name: '', channel: 'email', purpose: 'ad', topic: '', brand: '', language, words: NO_WORDS, others: {} },
      ...{ imageId: '', image: '', link: '', alimtalkId: '', variables: [], kept: {} },
      kakao: kakaoDraftOf({}),
      survey: { kind: '', question: {} },
    };
  const kept: Record<string, unknown> = { ...template };
  for (const known of KNOWN) delete kept[known];
  const { alimtalk, languages } = template;
  return {
    ...{ name: template.name, topic: template.topic ?? '', brand: template.brand ?? '', language: template.language },
    channel: channelOf(template.channel),
    purpose: template.purpose === 'info' ? 'info' : 'ad',
    words: wordsOf(template),
    others: Object.fromEntries(Object.entries(languages ?? {}).map(([code, words]) => [code, wordsOf(words)])),
    imageId: template.imageId ?? '',
    ...{ image: template.image ?? '', link: template.link ?? '' },
    alimtalkId: alimtalk?.templateId ?? '',
    variables: Object.entries(alimtalk?.variables ?? {}),
    kakao: kakaoDraftOf(template.channel === 'kakao' ? template : {}),
    survey: { kind: surveyKindOf(template.survey?.kind), question: template.survey?.question ?? {} },
    kept,
  };
};

const isSaid = (text: string): boolean => text.trim() !== '';

const wordsBody = ({ subject, kind, source, text }: WordsDraft, channel: TemplateChannel) => {
  if (channel === 'push') return { title: subject, text };
  return channel === 'email'
    ? { subject, [kind]: source, ...(isSaid(text) ? { text } : {}) }
    : { text, ...(isSaid(subject) ? { subject } : {}) };
};

/** Whether the words of one language can be sent. */
export const isFilled = ({ subject, source, text }: WordsDraft, channel: TemplateChannel): boolean => {
  if (channel === 'sms') return isSaid(text);
  return isSaid(subject) && isSaid(channel === 'push' ? text : source);
};

/** Whether the main words, or those of another language, can be sent. */
const isWhole = (draft: TemplateDraft, words: WordsDraft): boolean =>
  draft.channel === 'kakao' ? isKakaoFilled(draft.kakao, words.text) : isFilled(words, draft.channel);

/** Languages whose words are begun and not finished; the main one counts in any case. */
export const unfinished = (draft: TemplateDraft): readonly string[] => {
  const others = draft.channel === 'kakao' ? {} : draft.others;
  return Object.entries({ [draft.language]: draft.words, ...others }).flatMap(([code, one]) =>
    isWhole(draft, one) ? [] : [code],
  );
};

const surveyBody = ({ kind, question }: SurveyDraft) => {
  const said = Object.entries(question).filter(([, text]) => isSaid(text));
  if (kind === '') return {};
  return { survey: { kind, ...(said.length === 0 ? {} : { question: Object.fromEntries(said) }) } };
};

/** What is sent to the API. */
export const bodyOf = (draft: TemplateDraft): Record<string, unknown> => {
  const { name, channel, purpose, topic, brand, language, words, others, alimtalkId, variables } = draft;
  const { imageId, image, link } = draft;
  const languages = Object.fromEntries(
    Object.entries(others).map(([code, other]) => [code, wordsBody(other, channel)]),
  );
  const named = variables.filter(([variable]) => isSaid(variable));
  return {
    ...draft.kept,
    // A Brand Message is an ad, whatever stood here before.
    ...{ name: name.trim() || '-', channel, purpose: channel === 'kakao' ? 'ad' : purpose, language },
    ...(isSaid(topic) ? { topic } : {}),
    ...(isSaid(brand) ? { brand } : {}),
    ...(channel === 'kakao' ? kakaoBody(draft.kakao, words.text) : wordsBody(words, channel)),
    ...surveyBody(draft.survey),
    ...(Object.keys(languages).length > 0 && channel !== 'kakao' ? { languages } : {}),
    ...(channel === 'push' && isSaid(image) ? { image: image.trim() } : {}),
    ...(channel === 'push' && isSaid(link) ? { link: link.trim() } : {}),
    ...(channel === 'sms' && isSaid(imageId) ? { imageId: imageId.trim() } : {}),
    ...(channel === 'sms' && purpose === 'info' && isSaid(alimtalkId)
      ? { alimtalk: { templateId: alimtalkId.trim(), variables: Object.fromEntries(named) } }
      : {}),
  };
};
