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

describe('a Brand Message', () => {
  const button = { kind: 'link', name: '보러 가기', link: 'https://shop.example.com' };
  const card = { title: '가을', text: '새 상품', imageId: 'a.jpg', buttons: [button] };
  const saved = {
    ...{ id: 'autumn', version: 1, updatedAt: '', name: '가을', purpose: 'ad', language: 'ko' },
    channel: 'kakao',
  };

  it('comes back as it was saved, in every form', () => {
    for (const fields of [
      { bubble: 'text', targeting: 'I', text: '안녕', buttons: [button, { kind: 'channel' }] },
      { bubble: 'image', targeting: 'M', text: '안녕', imageId: 'a.jpg', imageLink: 'https://shop.example.com' },
      { bubble: 'wide', targeting: 'N', text: '안녕', imageId: 'a.jpg', adult: true },
      { bubble: 'carousel', targeting: 'I', cards: [card, { ...card, imageLink: 'https://shop.example.com' }] },
    ]) {
      const { id: _id, version: _version, updatedAt: _at, ...body } = { ...saved, ...fields };
      const draft = draftOf(templateSchema.parse({ ...saved, ...fields }), 'ko');
      expect(bodyOf(draft)).toEqual(body);
      expect(unfinished(draft)).toEqual([]);
    }
  });

  it('is not finished without its picture, its words or an address', () => {
    const begun = (fields: object) => unfinished(draftOf(templateSchema.parse({ ...saved, ...fields }), 'ko'));
    expect(begun({ bubble: 'image', text: '안녕' })).toEqual(['ko']);
    expect(begun({ bubble: 'text', text: '안녕', buttons: [{ kind: 'link', name: '보기' }] })).toEqual(['ko']);
    expect(begun({ bubble: 'carousel', cards: [card] })).toEqual(['ko']);
  });
});
