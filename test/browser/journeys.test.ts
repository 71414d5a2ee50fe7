import { expect, it } from 'vitest';
import { journeySchema } from '../../shared/journeys/journey.ts';
import type { Fixture } from './fixture-api.ts';
import { HOSTILE } from './hostile.ts';
import { describeInBrowser, settled } from './house.ts';

const CART = {
  ...{ id: 'cart', name: '두고 간 장바구니', version: 3, archived: false, updatedAt: '2026-11-22T01:00:00.000Z' },
  trigger: { on: 'event', event: 'Product Added', where: [{ property: 'category', is: '차' }] },
  entry: { rule: 'everyDays', days: 7 },
  ...{ goal: { event: 'Order Completed' }, control: 0.1, priority: 'normal', loops: 10 },
  steps: [
    { id: 'hour', type: 'wait', for: { hours: 1 } },
    { id: 'who', type: 'branch', branches: [{ if: { computed: 'orders', gte: 2 }, to: 'regular' }] },
    {
      ...{ id: 'first', type: 'message', templateId: 'second-order', usefulFor: { days: 3 } },
      fallback: { after: { hours: 6 }, to: 'call' },
    },
    { id: 'out', type: 'exit' },
    { id: 'regular', name: HOSTILE, type: 'message', templateId: 'gone', usefulFor: { days: 3 } },
    { id: 'end', type: 'exit' },
    { id: 'call', type: 'task', title: '전화', dueIn: { days: 1 } },
  ],
};
const STATE = { id: 'cart', status: 'running', running: 2, migratesTo: null, startedAt: null, by: null, inside: 14 };
const messages = { waiting: 1, sent: 300, opened: 51, clicked: 12, control: 30, skipped: {} };
const REPORT = {
  ...{ entered: 410, inside: 14, stuck: 2, ended: { finished: 300, goal: 94, exit: 0 }, reached: 94 },
  steps: [
    { id: 'hour', visits: 410, at: 12, results: {} },
    { id: 'first', visits: 331, at: 2, results: {}, messages },
  ],
};
const TRACE = {
  version: 3,
  trace: [
    { at: '2026-11-20T01:00:00.000Z', run: 'r', step: 'hour', what: 'entered', detail: 'Product Added' },
    { at: '2026-11-20T01:00:00.000Z', run: 'r', step: 'hour', what: 'waits', until: '2026-11-20T02:00:00.000Z' },
    {
      ...{ at: '2026-11-20T02:00:00.000Z', run: 'r', step: 'who', what: 'waits', until: '2026-12-04T02:00:00.000Z' },
      detail: 'product 14',
    },
    { at: '2026-11-20T02:00:00.000Z', run: 'r', step: 'first', what: 'did', detail: 'message done' },
    { at: '2026-11-20T03:00:00.000Z', run: 'r', step: 'first', what: 'ended', detail: 'goal' },
  ],
};

const answering = ({ instead }: Fixture): void => {
  const ok = (body: unknown, headers = {}) => ({ status: 200, body, headers });
  instead.set('GET /v1/journeys', ok({ data: [CART], nextCursor: null }));
  instead.set('GET /v1/journeys/cart', ok(CART, { etag: '"3"' }));
  instead.set('GET /v1/journeys/cart/state', ok(STATE));
  instead.set('GET /v1/journeys/cart/report', ok(REPORT));
  instead.set('POST /v1/journeys/cart/start', ok({ ...STATE, running: 3 }));
  instead.set('POST /v1/journeys/cart/simulate', ok(TRACE));
  instead.set('PUT /v1/journeys/cart', ok({ ...CART, version: 4 }));
  instead.set('POST /v1/journeys', { status: 201, body: { ...CART, id: 'new' } });
  instead.set('GET /v1/journeys/new', ok({ ...CART, id: 'new' }));
  instead.set('GET /v1/journeys/new/state', ok({ ...STATE, id: 'new', status: 'draft', running: null }));
};

describeInBrowser('journeys in the console', (house) => {
  it('are read as sentences one below the other, walked with a customer, and changed as they were', async () => {
    const { local, enter } = house();
    answering(local);
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/messages`);
    await page.getByRole('link', { name: '여정', exact: true }).click();
    const row = page.getByRole('link', { name: /^두고 간 장바구니/ });
    expect(await row.textContent()).toMatch(/진행 중.*7단계 · 안에 14명$/);
    await row.click();
    await page.getByText('category가 ‘차’인 ‘Product Added’ 이벤트가 들어오면 시작합니다.').waitFor();
    await page.getByText('1시간 기다립니다.').waitFor();
    await page.getByText('‘두 번째 주문’ 메시지를 보냅니다.').waitFor();
    await page.getByText('반송되거나 6시간 안에 도착하지 않으면').waitFor();
    await page.getByText(HOSTILE).first().waitFor();
    await page.getByText('지나감 331 · 보냄 300 · 열어 봄 51 · 눌러 봄 12').waitFor();
    await page.getByText('저장한 3판은 시작해야 쓰입니다.').waitFor();
    await page.getByRole('button', { name: '시작', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '시작', exact: true }).click();
    await page.getByText('시작했습니다.').waitFor();
    expect(local.calls.some(({ method, path }) => method === 'POST' && path === '/v1/journeys/cart/start')).toBe(true);
    await page.getByLabel('고객 아이디').fill('kim-minji');
    await page.getByRole('button', { name: '걸어 보기' }).click();
    await page.getByText('끝 · 목표에 닿음').waitFor();
    await page.getByText('까지 · 이 상품의 재구매 주기 14일').waitFor();
    await settled(page);
    await page.screenshot({ path: 'test-results/journey.png', fullPage: true });
    await page.getByRole('button', { name: '바꾸기' }).click();
    await page.getByRole('button', { name: '아래로 6' }).waitFor();
    await page.getByRole('button', { name: /1시간 기다립니다/ }).click();
    await page.getByLabel('얼마나', { exact: true }).fill('3');
    await page.getByRole('button', { name: /조건에 따라 나뉩니다/ }).click();
    await page.screenshot({ path: 'test-results/journey-editor.png', fullPage: true });
    await page.getByRole('button', { name: '저장', exact: true }).click();
    await page.getByText('저장했습니다.').waitFor();
    const put = local.calls.find(({ method }) => method === 'PUT');
    expect(put?.headers['if-match']).toBe('"3"');
    const { id: _id, version: _version, archived: _archived, updatedAt: _at, ...body } = CART;
    const [, ...rest] = body.steps;
    expect(put?.body).toEqual({ ...body, steps: [{ id: 'hour', type: 'wait', for: { hours: 3 } }, ...rest] });
    expect(complaints).toEqual([]);
  });

  it('are written by keyboard on a phone, and saved only when whole', async () => {
    const { local, enter } = house();
    answering(local);
    const { page, complaints } = await enter(local, { viewport: { width: 360, height: 740 } });
    await page.goto(`${local.url}/new-journey`);
    await page.getByLabel('이름', { exact: true }).fill('첫 인사');
    const save = page.getByRole('button', { name: '저장', exact: true });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('템플릿', { exact: true }).selectOption('second-order');
    await page.getByLabel('단계 종류').selectOption('exit');
    await page.getByRole('button', { name: '단계 넣기' }).press('Enter');
    await page.getByRole('button', { name: '위로 3' }).press('Enter');
    await page.getByText(/nobody can come to the step "message"/).waitFor();
    await page.getByRole('button', { name: '지우기 2' }).press('Enter');
    const add = async (kind: string): Promise<void> => {
      await page.getByLabel('단계 종류').selectOption(kind);
      await page.getByRole('button', { name: '단계 넣기' }).press('Enter');
    };
    await add('waitRepurchase');
    await add('landing');
    await page.getByLabel('페이지', { exact: true }).fill('offer');
    await page.getByLabel('안 되면').last().selectOption('message');
    await add('updateTrait');
    await page.getByLabel('특성', { exact: true }).fill('level');
    await page.getByLabel('값의 종류').selectOption('date');
    await page.getByLabel('값', { exact: true }).fill('2027-03-01');
    await page.getByLabel('값의 종류').selectOption('number');
    await page.getByLabel('값', { exact: true }).fill('2.5');
    await page.screenshot({ path: 'test-results/journey-360.png', fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await save.press('Enter');
    await page.waitForURL('**/journeys/new');
    const post = local.calls.find(({ method, path }) => method === 'POST' && path === '/v1/journeys');
    expect(journeySchema.parse(post?.body).steps).toMatchObject([
      ...[{ id: 'wait' }, { id: 'message' }, { type: 'waitRepurchase', ifUnknown: { days: 30 } }],
      ...[
        { type: 'landing', content: 'offer', otherwise: 'message' },
        { type: 'updateTrait', trait: 'level', value: 2.5 },
      ],
    ]);
    expect(complaints).toEqual([]);
  });
});
