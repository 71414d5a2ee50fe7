import { houseLanguage } from '../templates/languages.ts';
import type { Language, Template } from '../templates/template.ts';

/** Says what it is, behind the label of an ad, which has to come first (시행령 별표 6). */
const MARKS: Readonly<Record<Language, string>> = { ko: '[테스트]', en: '[Test]' };

const marked = (words: string, language: string): string => `${MARKS[houseLanguage(language)]} ${words}`;

const eachOf = <Words>(languages: Record<string, Words> | undefined, mark: (words: Words, language: string) => Words) =>
  languages && {
    languages: Object.fromEntries(Object.entries(languages).map(([code, words]) => [code, mark(words, code)])),
  };

/** A campaign's template as named people see it before anybody else does, in each of its languages. */
export const markedAsTrial = (template: Template): Template => {
  if (template.channel === 'email') {
    const mark = <Words extends { subject: string }>(words: Words, language: string): Words => ({
      ...words,
      subject: marked(words.subject, language),
    });
    return { ...mark(template, template.language), ...eachOf(template.languages, mark) };
  }
  if (template.channel === 'push') {
    const mark = <Words extends { title: string }>(words: Words, language: string): Words => ({
      ...words,
      title: marked(words.title, language),
    });
    return { ...mark(template, template.language), ...eachOf(template.languages, mark) };
  }
  if (template.channel === 'kakao') {
    const mark = (text: string): string => (text === '' ? '' : marked(text, template.language));
    const [first, ...rest] = template.cards ?? [];
    const cards = first && { cards: [{ ...first, text: mark(first.text) }, ...rest] };
    return { ...template, text: mark(template.text), ...cards };
  }
  const mark = <Words extends { text: string }>(words: Words, language: string): Words => ({
    ...words,
    text: marked(words.text, language),
  });
  return { ...mark(template, template.language), ...eachOf(template.languages, mark) };
};
