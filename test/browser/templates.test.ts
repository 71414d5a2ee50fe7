import { expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import type { Fixture } from './fixture-api.ts';
import { describeInBrowser, settled } from './house.ts';

const TEMPLATE = {
  ...{ id: 'come-back', name: '다시 만나요', version: 2, archived: false, updatedAt: '2026-11-22T01:00:00.000Z' },
  ...{ channel: 'email', purpose: 'ad', language: 'ko', topic: 'news', by: 'kim' },
  ...{ subject: '{{ customer.traits.name }}님, 새 머그', html: '<p>안녕하세요</p>\n<p>새 머그가 나왔습니다</p>' },
};
const OLDER = { ...TEMPLATE, version: 1, html: '<p>안녕하세요</p>\n<p>머그가 나왔습니다</p>' };
const mail = (inner: string) =>
  `<!doctype html><html><head><style>p{color:rgb(1,2,3)}</style></head><body><p id="words">안녕하세요 김단골님</p>${inner}</body></html>`;
const HOSTILE = mail(`<script>document.title = 'stolen'; parent.postMessage('stolen', '*')</script>
  <img src="x" onerror="document.title='stolen'"><a id="out" href="https://evil.example/">나가기</a>`);
const PREVIEW = {
  ...{
    language: 'ko',
    fallback: false,
    subject: '(광고) 김단골님, 새 머그',
    html: mail(''),
    text: '안녕하세요',
    size: null,
  },
  ...{ mail: { bytes: 3_072, clippedAt: 104_448, clipped: false }, cost: { milli: 150, currency: 'KRW' } },
};
const PAST = {
  ...{
    campaignId: 'fall',
    campaignName: '가을 인사',
    channel: 'email',
    templateId: 'come-back',
    subject: '가을이 왔어요',
  },
  ...{ excerpt: '가을', startAt: '2026-10-01T01:00:00.000Z', sent: 1_200 },
  ...{ clickRate: 0.082, conversionRate: 0.031, negativeRate: 0.004 },
};

const answering = ({ instead }: Fixture): void => {
  const ok = (body: unknown, headers = {}) => ({ status: 200, body, headers });
  instead.set('GET /v1/templates', ok({ data: [TEMPLATE], nextCursor: null }));
  instead.set('GET /v1/library', ok({ data: [PAST], nextCursor: null }));
  instead.set('GET /v1/templates/come-back', ok(TEMPLATE, { etag: '"2"' }));
  instead.set('GET /v1/templates/come-back/versions', ok({ data: [TEMPLATE, OLDER], nextCursor: null }));
  instead.set('POST /v1/templates/preview', ok(PREVIEW));
  instead.set('PUT /v1/templates/come-back', ok({ ...TEMPLATE, version: 3 }));
  instead.set('POST /v1/templates/come-back/versions/1/restore', ok({ ...OLDER, version: 3 }));
};

describeInBrowser('templates in the console', (house) => {
  it('are found with past messages and what those did, written beside what a person gets, and restored', async () => {
    const { local, enter } = house();
    answering(local);
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/messages`);
    await page.getByRole('link', { name: '템플릿', exact: true }).click();
    await page.getByText('보냄 1,200 · 클릭 8.2% · 구매 3.1% · 거부·신고 0.4%').waitFor();
    await page.getByLabel('템플릿과 보낸 메시지 찾기').fill('머그');
    await expect.poll(() => local.calls.filter(({ query }) => query.get('query') === '머그').length).toBe(2);

    await page.getByRole('link', { name: '다시 만나요' }).click();
    const frame = page.frameLocator('iframe[title="도착할 메일의 모습"]');
    await frame.getByText('안녕하세요 김단골님').waitFor();
    expect(await frame.locator('#words').evaluate((node) => getComputedStyle(node).color)).toBe('rgb(1, 2, 3)');
    await page.getByText('3.0KB, 지메일은 102KB에서 자릅니다 · 한 통에 0.15원').waitFor();
    const preview = local.calls.findLast(({ path }) => path === '/v1/templates/preview');
    expect(preview?.body).toMatchObject({
      template: { topic: 'news', subject: TEMPLATE.subject, html: TEMPLATE.html },
    });

    await page.getByRole('button', { name: '지금과 비교' }).click();
    await page.locator('del', { hasText: '<p>머그가 나왔습니다</p>' }).waitFor();
    await page.getByLabel('제목', { exact: true }).fill('새 제목');
    await page.getByRole('button', { name: '저장' }).click();
    await page.getByText('버전 3(으)로 저장했습니다.').waitFor();
    const saved = local.calls.find(({ method }) => method === 'PUT');
    expect(saved).toMatchObject({ body: { subject: '새 제목', topic: 'news' }, headers: { 'if-match': '"2"' } });
    expect(saved?.body).not.toHaveProperty('version');
    await page.getByRole('button', { name: '되돌리기' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '되돌리기' }).click();
    await expect.poll(() => local.calls.some(({ path }) => path.endsWith('/versions/1/restore'))).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('are written in several languages with blocks and pictures, and as AlimTalk for Korean numbers', async () => {
    const { local, enter } = house();
    answering(local);
    const ok = (body: unknown) => ({ status: 200, body });
    const image = { id: 'abc', url: 'https://shop.example/i/abc', title: '머그 "새"', width: 800, bytes: 40_000 };
    const fits = { email: true, mms: false, kakao: true };
    local.instead.set('GET /v1/images', ok({ data: [{ ...image, fits }], nextCursor: null }));
    local.instead.set('GET /v1/blocks', ok({ data: [{ id: 'thanks', name: '맺음말' }], nextCursor: null }));
    const { page } = await enter(local);
    await page.goto(`${local.url}/templates/come-back`);
    await page.getByLabel('다른 언어로도 쓰기').selectOption('en');
    expect(await page.getByRole('button', { name: '저장' }).isDisabled()).toBe(true);
    await page.getByLabel('제목', { exact: true }).fill('New mugs');
    await page.getByLabel('본문', { exact: true }).fill('<p>Hello</p>');
    await page.getByRole('button', { name: '블록 넣기' }).click();
    await page.getByRole('button', { name: '맺음말' }).press('Enter');
    await page.getByRole('button', { name: '그림 넣기' }).click();
    await page.getByRole('button', { name: '머그 "새" · 40 KB' }).click();
    expect(await seriousFaults(page)).toEqual([]);
    const shown = () => local.calls.findLast(({ path }) => path === '/v1/templates/preview')?.body;
    await expect
      .poll(shown)
      .toMatchObject({ language: 'en', template: { languages: { en: { subject: 'New mugs' } } } });
    await page.getByRole('button', { name: '저장' }).click();
    const saved = () => local.calls.findLast(({ method }) => method === 'PUT')?.body;
    await expect.poll(saved).toMatchObject({ subject: TEMPLATE.subject, html: TEMPLATE.html, topic: 'news' });
    const html =
      '<p>Hello</p>{% render \'thanks\' %}<img src="https://shop.example/i/abc" alt="머그 &quot;새&quot;" width="600">';
    expect(saved()).toMatchObject({ languages: { en: { subject: 'New mugs', html } } });

    await page.goto(`${local.url}/new-template`);
    await page.getByLabel('이름', { exact: true }).fill('배송 시작');
    await page.getByLabel('채널').selectOption('sms');
    await page.getByText('국내 발송').click();
    await page.getByText('알림톡으로는 광고를 보낼 수 없습니다.').waitFor();
    await page.getByLabel('목적').selectOption('info');
    await page.getByLabel('본문 (텍스트)').fill('보냈습니다');
    await page.getByLabel('승인된 알림톡 템플릿 ID').fill('local-shipped');
    await page.getByRole('button', { name: '변수 더하기' }).click();
    await page.getByLabel('변수 1', { exact: true }).fill('#{이름}');
    await page.getByLabel('변수 1에 넣을 값').fill('{{ customer.traits.name }}');
    await page.getByRole('button', { name: '저장' }).click();
    const made = () => local.calls.find(({ method, path }) => method === 'POST' && path === '/v1/templates')?.body;
    await expect.poll(made).toMatchObject({
      ...{ channel: 'sms', purpose: 'info', text: '보냈습니다' },
      alimtalk: { templateId: 'local-shipped', variables: { '#{이름}': '{{ customer.traits.name }}' } },
    });
  });

  it('writes a Brand Message beside the chat room in which it will stand', async () => {
    const { local, enter } = house();
    answering(local);
    const button = { kind: 'link', name: '보러 가기', link: 'https://shop.example' };
    const card = { title: '가을 신상', text: '새 머그가 나왔습니다', imageId: 'a.jpg', buttons: [button] };
    const talk = {
      ...{ ...PREVIEW, subject: null, html: null, mail: null, text: '', cost: { milli: 25_000, currency: 'KRW' } },
      kakao: {
        bubble: 'carousel',
        buttons: [],
        cards: [card, { ...card, title: '겨울 신상' }],
        moreLink: 'https://a.b',
      },
    };
    local.instead.set('POST /v1/templates/preview', { status: 200, body: talk });
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/new-template`);
    await page.getByLabel('이름', { exact: true }).fill('가을 신상');
    await page.getByLabel('채널', { exact: true }).selectOption('kakao');
    expect(await page.getByLabel('목적').locator('option').allTextContents()).toEqual(['광고']);
    await page.getByLabel('모양').selectOption('carousel');
    for (const [n, title] of ['가을 신상', '겨울 신상'].entries()) {
      const fields = page.getByRole('group', { name: `카드 ${n + 1}` });
      await fields.getByLabel('제목 (20자까지)').fill(title);
      await fields.getByLabel('내용 (180자까지)').fill('새 머그가 나왔습니다');
      await fields.getByLabel('사진', { exact: true }).fill('ABCD12345678');
      await fields.getByLabel('버튼 1 이름 (8자까지)').fill('보러 가기');
      await fields.getByLabel('버튼 1 주소 (https)').fill('https://shop.example');
    }
    await page.locator('.talk').getByText('겨울 신상').waitFor();
    await page.getByText('한 통에 25원').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '저장' }).click();
    const made = () => local.calls.find(({ method, path }) => method === 'POST' && path === '/v1/templates')?.body;
    const filled = { ...card, imageId: 'ABCD12345678' };
    await expect.poll(made).toEqual({
      ...{ name: '가을 신상', channel: 'kakao', purpose: 'ad', language: 'ko', bubble: 'carousel', targeting: 'I' },
      cards: [filled, { ...filled, title: '겨울 신상' }],
    });
    expect(complaints).toEqual([]);
  });

  it('shows a hostile mail without running any of it', async () => {
    const { local, enter } = house();
    answering(local);
    local.instead.set('POST /v1/templates/preview', { status: 200, body: { ...PREVIEW, html: HOSTILE } });
    const { page } = await enter(local);
    await page.goto(`${local.url}/templates/come-back`);
    const frame = page.frameLocator('iframe');
    await frame.getByText('안녕하세요 김단골님').waitFor();
    expect(await frame.locator('body').evaluate(() => document.title)).not.toBe('stolen');
    expect(await frame.locator('body').evaluate(() => window.origin)).toBe('null');
    await frame.locator('#out').click();
    await settled(page);
    expect(page.url()).toBe(`${local.url}/templates/come-back`);
    expect(page.frames().map((one) => new URL(one.url()).host)).not.toContain('evil.example');
  });
});
