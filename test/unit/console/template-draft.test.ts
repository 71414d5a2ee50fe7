import { describe, expect, it } from 'vitest';
import { templateSchema } from '../../../console/templates/answers.ts';
import { bodyOf, draftOf, unfinished } from '../../../console/templates/draft.ts';
import { templateSchema as apiSchema } from '../../../shared/templates/template.ts';

const MAIL = {
  ...{ name: '다시 만나요', channel: 'email', purpose: 'ad', language: 'ko', topic: 'news', brand: 'mug-house' },
  ...{ subject: '새 머그', html: '<p>컴파일됨</p>', mjml: '<mjml></mjml>', text: '새 머그' },
  languages: { en: { subject: 'New mugs', html: '<p>New</p>' } },
};
const TEXT = {
  ...{ name: '배송', channel: 'sms', purpose: 'info', language: 'ko', text: '보냈습니다', subject: '배송 안내' },
  survey: { kind: 'csat', question: { ko: '배송은 어떠셨습니까?' } },
  ...{ imageId: 'ABCD12345678', languages: { en: { text: 'Sent' } } },
  alimtalk: { templateId: 'local-shipped', variables: { '#{이름}': '{{ customer.traits.name }}' } },
};
const PUSH = {
  ...{ name: '앱 소식', channel: 'push', purpose: 'ad', language: 'ko', title: '새 머그', text: '눌러 보세요' },
  ...{ link: 'shop://mugs', image: 'https://shop.example.com/mug.png', data: { screen: 'mugs' } },
  languages: { en: { title: 'New mugs', text: 'Have a look' } },
};
const answer = (body: object) =>
  templateSchema.parse({
    ...body,
    id: 'x',
    version: 2,
    updatedAt: '2026-11-22T01:00:00.000Z',
    archived: false,
    by: null,
  });

describe('the form of a template', () => {
  it('gives back a mail, a text and a push as they were, other languages, brand and AlimTalk included', () => {
    // Compiled when it is saved, from the MJML.
    const { html: _compiled, ...mail } = MAIL;
    expect(bodyOf(draftOf(answer(MAIL), 'ko'))).toEqual(mail);
    expect(bodyOf(draftOf(answer(TEXT), 'ko'))).toEqual(TEXT);
    expect(bodyOf(draftOf(answer(PUSH), 'ko'))).toEqual(PUSH);
    for (const one of [TEXT, PUSH]) expect(apiSchema.safeParse(bodyOf(draftOf(answer(one), 'ko'))).success).toBe(true);
  });

  it('keeps what it has no field for, and no AlimTalk of an ad', () => {
    const draft = draftOf(answer({ ...TEXT, future: { deep: 1 } }), 'ko');
    expect(bodyOf(draft)).toHaveProperty('future', { deep: 1 });
    expect(bodyOf({ ...draft, purpose: 'ad' })).not.toHaveProperty('alimtalk');
  });

  it('says which languages are not finished', () => {
    expect(unfinished(draftOf(undefined, 'en'))).toEqual(['en']);
    const draft = draftOf(answer(MAIL), 'ko');
    expect(unfinished(draft)).toEqual([]);
    const ja = { subject: '新', kind: 'html', source: ' ', text: '' } as const;
    expect(unfinished({ ...draft, others: { ...draft.others, ja } })).toEqual(['ja']);
  });
});
