import type { Language, Template } from './template.ts';

/** A person's language is what somebody sent: `constructor` is none. */
const ownOf = <Words>(languages: Record<string, Words> | undefined, language: string): Words | undefined =>
  languages !== undefined && Object.hasOwn(languages, language) ? languages[language] : undefined;

/** A template in one language: the words of that version, and no other versions. */
const versionOf = (template: Template, language: string): Template | undefined => {
  if (template.channel === 'email') {
    const { languages, ...main } = template;
    if (language === main.language) return main;
    const words = ownOf(languages, language);
    // A text part belongs to its own words: that of the main version would be in another language.
    return words && { ...main, text: undefined, mjml: undefined, ...words, language };
  }
  const { languages, ...main } = template;
  if (language === main.language) return main;
  const words = ownOf(languages, language);
  return words && { ...main, subject: undefined, ...words, language };
};

/** All versions of a template, the main one first, with where each stands in the body. */
export const versionsOf = (template: Template): { readonly path: string; readonly version: Template }[] =>
  [template.language, ...Object.keys(template.languages ?? {})].flatMap((language) => {
    const version = versionOf(template, language);
    return version ? [{ path: language === template.language ? '' : `languages.${language}.`, version }] : [];
  });

/** What a person reads: the version in the person's language (ISO 639), else the main one. */
export const versionFor = (template: Template, language: string | undefined): Template =>
  (language === undefined ? undefined : versionOf(template, language)) ??
  versionOf(template, template.language) ??
  template;

/** Language of the words that the house adds, footer and dates among them: Korean, or English for all others. */
export const houseLanguage = (language: string): Language => (language === 'ko' ? 'ko' : 'en');

/** As it is sent: the MJML that its HTML was compiled from stays with the author's version. */
export const withoutSource = (template: Template): Template => {
  if (template.channel !== 'email') return template;
  const { mjml: _source, languages, ...main } = template;
  const entries = Object.entries(languages ?? {}).map(([language, { mjml: _other, ...words }]) => [language, words]);
  return languages === undefined ? main : { ...main, languages: Object.fromEntries(entries) };
};
