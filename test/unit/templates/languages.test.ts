import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERAL } from '../../../shared/law/general.ts';
import { KOREA } from '../../../shared/law/korea.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { contextOf } from '../../../shared/templates/context.ts';
import { exampleCustomer } from '../../../shared/templates/example.ts';
import { versionFor, versionsOf } from '../../../shared/templates/languages.ts';
import { renderMessage } from '../../../shared/templates/render.ts';
import { templateSchema } from '../../../shared/templates/template.ts';
import { markedAsTrial } from '../../../shared/transactional/trial.ts';

const { brand } = DEFAULT_SETTINGS;
const link = 'https://crm.example.com/u/token';
const links = { unsubscribe: link, preferences: link, open: link, click: (url: string) => url };

const template = templateSchema.parse({
  ...{ name: 'T', channel: 'email', purpose: 'ad', language: 'ko' },
  ...{ subject: '{{ "2026-11-22" | date }}까지', html: '<p>안녕</p>', text: '안녕' },
  languages: {
    en: { subject: 'Until {{ "2026-11-22" | date }}', html: '<p>Hello</p>' },
    ja: { subject: 'こんにちは', html: '<p>こんにちは</p>', text: 'こんにちは' },
  },
});

const written = (language: string | undefined, law = KOREA) => {
  const campaign = { id: 'c', name: 'C' };
  const now = '2026-11-23T01:00:00.000Z';
  const context = contextOf({ customer: exampleCustomer, brand, campaign, links, currency: 'KRW', now });
  const result = renderMessage(template, { context, links, brand, law, zone: 'Asia/Seoul', language });
  if (result.kind !== 'ok' || result.message.channel !== 'email') throw new Error(JSON.stringify(result));
  return { language: result.language, ...result.message };
};

describe('a template in several languages', () => {
  it('is written in the person’s own, and in the main one for whoever reads none of them', () => {
    expect(written('en')).toMatchObject({ language: 'en', subject: '(광고) Until Sun, 22 Nov' });
    expect(written('ja')).toMatchObject({ language: 'ja', subject: '(광고) こんにちは' });
    expect(written('fr')).toMatchObject({ language: 'ko', subject: '(광고) 11월 22일(일)까지' });
    expect(written(undefined).language).toBe('ko');
    expect(written('constructor').language).toBe('ko');
  });

  it('keeps each version’s own text part, and makes one where it has none', () => {
    expect(written('ja').text).toMatch(/^こんにちは/);
    expect(written('en').text).toMatch(/^Hello/);
    expect(written('ko').text).toMatch(/^안녕/);
  });

  it('says in its HTML which language it is, and writes the footer in Korean, or in English to the rest of the world', () => {
    expect(written('ja').html).toContain('<html lang="ja">');
    expect(written('ja', GENERAL).html).toContain('If you no longer wish');
    expect(written('ja', GENERAL).html).not.toContain('수신거부');
    expect(written('ja', KOREA).html).toContain('수신거부');
  });

  it('is marked as a test in each of them', () => {
    const subjects = versionsOf(markedAsTrial(template)).map(({ version }) =>
      version.channel === 'email' ? version.subject : '',
    );
    expect(subjects.map((subject) => subject.split(' ')[0])).toEqual(['[테스트]', '[Test]', '[Test]']);
  });

  it('never mixes two versions, whichever language is asked for', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom('ko', 'en', 'ja', '__proto__', ''), fc.string()), (language) => {
        const { languages, ...flat } = versionFor(template, language);
        expect(languages).toBeUndefined();
        expect(versionsOf(template).map(({ version }) => version)).toContainEqual(flat);
      }),
    );
  });
});
