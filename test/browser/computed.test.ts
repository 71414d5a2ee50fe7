import { expect, it } from 'vitest';
import { type Fixture, refusal } from './fixture-api.ts';
import { describeInBrowser, settled } from './house.ts';

const FAVOURITE = {
  name: 'favouriteTea',
  title: '즐겨 마시는 차',
  event: 'Order Completed',
  operation: 'mostFrequent',
  property: 'products.name',
  weight: 'products.quantity',
  window: { days: 90 },
  where: [{ property: 'total', gte: 10_000 }],
  version: 3,
  builtIn: false,
};
const READY = { ...FAVOURITE, name: 'lastProduct', title: '마지막에 산 상품', operation: 'last', builtIn: true };

const EVENT = {
  event: 'Order Completed',
  known: true,
  lastSeenAt: '2026-11-22T10:00:00.000Z',
  count: 1_200,
  sources: [{ source: 'web' }],
  properties: 2,
  warnings: [],
};
const PROPERTIES = [
  { property: 'products.name', types: { text: 1_200 }, shareMissing: 0, shareUnreadable: null, examples: ['말차'] },
  {
    property: 'total',
    types: { number: 1_100, text: 100 },
    shareMissing: 0.02,
    shareUnreadable: 0.01,
    examples: ['9'],
  },
];

const answering = ({ instead }: Fixture): void => {
  const ok = (body: unknown, headers = {}) => ({ status: 200, body, headers });
  instead.set('GET /v1/computed', ok({ data: [FAVOURITE, READY], nextCursor: null }));
  instead.set('GET /v1/computed/favouriteTea', ok(FAVOURITE, { etag: '"3"' }));
  instead.set('PUT /v1/computed/favouriteTea', ok({ ...FAVOURITE, version: 4 }));
  instead.set('POST /v1/computed', { status: 201, body: FAVOURITE });
  instead.set('GET /v1/catalogue', ok({ data: [EVENT], nextCursor: null }));
  instead.set('GET /v1/catalogue/Order%20Completed', ok({ ...EVENT, data: PROPERTIES }));
  const waiting = { events: 0, more: false, people: 0, oldest: null, limit: { events: 1, minutes: 1 } };
  instead.set('GET /v1/readiness', ok({ capabilities: [], warnings: [], waiting, unlisted: 0 }));
};

describeInBrowser('computed traits in the console', (house) => {
  it('lists them in sentences and makes a new one out of names that come in', async () => {
    const { local, enter } = house();
    answering(local);
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/settings`);
    await page.getByRole('link', { name: '계산한 특성' }).click();
    await page.getByText('최근 90일 ‘Order Completed’의 ‘products.name’ 가장 잦은 값 (조건 1개)').waitFor();
    await page.getByRole('button', { name: '새 항목 만들기' }).click();
    await page.getByLabel('짧은 이름').fill('bigOrders');
    await page.getByLabel('화면에 보이는 이름').fill('큰 주문');
    await page.getByLabel('이벤트', { exact: true }).fill('Order Completed');
    await page.locator('#computed-properties option[value="products.name"]').waitFor({ state: 'attached' });
    await page.getByLabel('최근 며칠').fill('30');
    await page.getByRole('button', { name: '조건 더하기' }).click();
    await page.getByLabel('속성').fill('total');
    await page.getByLabel('비교').selectOption('gte');
    await page.getByLabel('값', { exact: true }).fill('50000');
    await page.getByRole('button', { name: '저장하기' }).click();
    await page.getByRole('button', { name: '새 항목 만들기' }).waitFor();
    expect(local.calls.find(({ method }) => method === 'POST')?.body).toEqual({
      name: 'bigOrders',
      title: '큰 주문',
      event: 'Order Completed',
      operation: 'count',
      window: { days: 30 },
      where: [{ property: 'total', gte: 50_000 }],
    });
    await settled(page);
    expect(complaints).toEqual([]);
  });

  it('changes one on the version that was read, keeps what it does not show, and says why it may not be archived', async () => {
    const { local, enter } = house();
    answering(local);
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/computed`);
    await page.getByRole('button', { name: '고치기 favouriteTea' }).click();
    await page.getByLabel('최근 며칠').fill('');
    await page.getByRole('button', { name: '저장하기' }).click();
    await page.getByRole('button', { name: '새 항목 만들기' }).waitFor();
    const put = local.calls.find(({ method }) => method === 'PUT');
    expect(put?.headers['if-match']).toBe('"3"');
    const { name: _name, window: _window, version: _version, builtIn: _builtIn, ...kept } = FAVOURITE;
    expect(put?.body).toEqual(kept);

    const used = 'The computed trait "favouriteTea" is used by segment tea; change those first.';
    local.instead.set('DELETE /v1/computed/favouriteTea', refusal(409, 'conflict', used));
    await page.getByRole('button', { name: '보관하기 favouriteTea' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '보관하기' }).click();
    await page.getByText(used).waitFor();
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
  });

  it('shows the properties of an event to whoever opens it', async () => {
    const { local, enter } = house();
    answering(local);
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/readiness`);
    await page.getByText('속성 보기').click();
    await page.getByText('수, 글 · 2%에서 빠짐 · 1%는 읽을 수 없음').waitFor();
    await settled(page);
    expect(complaints).toEqual([]);
  });
});
