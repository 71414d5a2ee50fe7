import type { Language, Template } from '../templates/template.ts';

/** Says what it is, behind the label of an ad, which has to come first (시행령 별표 6). */
const MARKS: Readonly<Record<Language, string>> = { ko: '[테스트]', en: '[Test]' };

/** A campaign's template as named people see it before anybody else does. */
export const markedAsTrial = (template: Template): Template => {
  const mark = MARKS[template.language];
  return template.channel === 'email'
    ? { ...template, subject: `${mark} ${template.subject}` }
    : { ...template, text: `${mark} ${template.text}` };
};
