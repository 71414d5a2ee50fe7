import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportRoutes } from '../../../functions/serve-api/routes/report.ts';
import { templateRoutes } from '../../../functions/serve-api/routes/templates.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createShop, EMAIL_AD, type Shop, SMS_AD } from '../delivery/shop.ts';

let test: TestDynamo;
let shop: Shop;
let api: ReturnType<typeof createTestApi>;
beforeAll(async () => {
  test = await startDynamo();
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
  api = createTestApi(test, [templateRoutes, reportRoutes], shop.common.clock);
  await api.addKey('k', ['admin']);
  await api.addKey('viewer', ['read']);
});
afterAll(() => test.stop());
const call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, query: Record<string, string> = {}) =>
  api.call(method, path, { key: 'k', body, query });

describe('a template that is being written', () => {
  it('is filled, counted and priced before it is saved, for whoever may read', async () => {
    const { status, body } = await api.call('POST', '/v1/templates/preview', {
      ...{ key: 'viewer', body: { template: { ...SMS_AD, text: '안녕' } } },
    });
    expect(status).toBe(200);
    // What is counted is what goes out: label, name and way out included.
    expect(body).toMatchObject({
      text: '(광고)단골상점 02-1234-5678\n안녕\n무료수신거부 080-123-4567',
      size: { encoding: 'UCS-2', parts: 1 },
    });
    expect(body.cost).toEqual({ milli: 20_000, currency: 'KRW' });
    expect((await call('GET', '/v1/templates')).body.data).toEqual([]);
  });

  it('says how far a mail is from where Gmail cuts it', async () => {
    const long = { ...EMAIL_AD, html: `<p>${'가'.repeat(36_000)}</p>` };
    const { body } = await call('POST', '/v1/templates/preview', { template: long });
    expect(body.mail).toMatchObject({ clippedAt: 104_448, clipped: true });
    expect(body.mail.bytes).toBe(Buffer.byteLength(body.html));
    expect((await call('POST', '/v1/templates/preview', { template: EMAIL_AD })).body.mail.clipped).toBe(false);
  });

  it('is refused as it would be when saved', async () => {
    const { status, body } = await call('POST', '/v1/templates/preview', {
      template: { ...SMS_AD, text: '{{ nme }}' },
    });
    expect(status).toBe(422);
    expect(body.error.details).toMatchObject([{ path: 'text' }]);
  });

  it('is filled with what a caller would send along', async () => {
    const code = { name: 'C', channel: 'sms', purpose: 'info', text: '인증번호 {{ data.code }}' };
    const { body } = await call('POST', '/v1/templates/preview', { template: code, data: { code: '1234' } });
    expect(body.text).toBe('인증번호 1234');
  });
});

describe('versions of a template', () => {
  it('are all kept, newest first, and an older one can be written anew', async () => {
    const text = (words: string) => ({ ...SMS_AD, text: words });
    await call('POST', '/v1/templates', { ...text('하나'), id: 'v' });
    await call('PUT', '/v1/templates/v', text('둘'));
    await call('PUT', '/v1/templates/v', text('셋'));
    const first = await call('GET', '/v1/templates/v/versions', undefined, { limit: '2' });
    expect(first.body.data).toMatchObject([
      { version: 3, text: '셋', by: 'k' },
      { version: 2, text: '둘' },
    ]);
    const rest = await call('GET', '/v1/templates/v/versions', undefined, { cursor: first.body.nextCursor });
    expect(rest.body).toMatchObject({ data: [{ version: 1, text: '하나' }], nextCursor: null });

    expect((await call('POST', '/v1/templates/v/versions/1/restore')).body).toMatchObject({ version: 4, text: '하나' });
    expect((await call('GET', '/v1/templates/v')).body).toMatchObject({ version: 4, text: '하나' });
    expect((await call('POST', '/v1/templates/v/versions/9/restore')).status).toBe(404);
    expect((await call('POST', '/v1/templates/v/versions/x/restore')).status).toBe(422);
  });

  it('and templates are found by what they say', async () => {
    await call('POST', '/v1/templates', { ...EMAIL_AD, id: 'mail', html: '<p>가을 <b>찻잔</b></p>' });
    const found = await call('GET', '/v1/templates', undefined, { query: '가을 찻잔' });
    expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual(['mail']);
  });
});

describe('the library', () => {
  it('shows what went out and what it did, newest first, and finds it by its words', async () => {
    for (const [id, words] of [
      ['c-one', '첫 소식'],
      ['c-two', '둘째 소식'],
      ['c-draft', '셋째'],
    ] as const) {
      shop.advance(60_000);
      await shop.addCampaign(id, { audience: { list: ['kim'] } }, { ...EMAIL_AD, html: `<p>${words}</p>` });
      if (id !== 'c-draft') await shop.launch(id);
    }
    const all = await call('GET', '/v1/library');
    expect(all.body.data.map(({ campaignId }: { campaignId: string }) => campaignId)).toEqual(['c-two', 'c-one']);
    expect(all.body.data[0]).toMatchObject({
      ...{ excerpt: '둘째 소식', templateVersion: 1, delivered: 0, clickRate: null, negativeRate: null },
      subject: '{{ customer.traits.name }}님, 다시 오세요',
    });
    const page = await call('GET', '/v1/library', undefined, { limit: '1' });
    expect(page.body.data).toHaveLength(1);
    const next = await call('GET', '/v1/library', undefined, { limit: '1', cursor: page.body.nextCursor });
    expect(next.body.data[0].campaignId).toBe('c-one');
    const found = await call('GET', '/v1/library', undefined, { query: '첫 소식' });
    expect(found.body.data.map(({ campaignId }: { campaignId: string }) => campaignId)).toEqual(['c-one']);
    expect((await call('GET', '/v1/library', undefined, { channel: 'sms' })).body.data).toEqual([]);
  });
});
