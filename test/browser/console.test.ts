import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildConsole } from '../../console/build.ts';
import { findChromium, launchChromium, type Visit, visit } from './browser.ts';
import { type Fixture, refusal, startFixture } from './fixture-api.ts';
import { HOSTILE, hostile } from './fixture-data.ts';

const executable = findChromium();
if (!executable) process.stderr.write('Browser tests are skipped: no chromium on the PATH (.ci/run installs it).\n');

const directory = mkdtempSync(join(tmpdir(), 'dangol-browser-'));
let browser: Browser;
let local: Fixture;
let deployed: Fixture;
let open: Visit[] = [];

const start = async (fixture: Fixture, options: Parameters<typeof visit>[2] = {}): Promise<Visit> => {
  const made = await visit(browser, new URL(fixture.url).origin, options);
  open.push(made);
  return made;
};

/** Everything that was asked for has been answered and drawn. */
const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('.skeleton') === null);
};

const PLACES = [
  ['/', '오늘'],
  ['/customers', '고객'],
  ['/customers/kim-minji', '김민지'],
  ['/messages', '메시지'],
  ['/messages/winback', '두 번째 주문 초대'],
  ['/new-campaign', '새 캠페인'],
  ['/new-template', '새 템플릿'],
  ['/results', '성과'],
  ['/settings', '설정'],
  ['/no/such/place', '없는 주소입니다'],
] as const;

describe.skipIf(!executable)('the console in a real browser', () => {
  beforeAll(async () => {
    await buildConsole(directory);
    browser = await launchChromium(executable ?? '');
    local = await startFixture({ directory, preset: 'good-key' });
    deployed = await startFixture({ directory });
  });
  beforeEach(() => {
    for (const fixture of [local, deployed]) {
      fixture.instead.clear();
      fixture.calls.length = 0;
    }
  });
  afterEach(async () => {
    await Promise.all(open.map((made) => made.close()));
    open = [];
  });
  afterAll(async () => {
    await browser?.close();
    await local?.stop();
    await deployed?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(PLACES)('opens %s without a complaint', async (path, title) => {
    const { page, complaints } = await start(local);
    await page.goto(local.url + path);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await settled(page);
    expect(await page.title()).toContain(title);
    expect(complaints).toEqual([]);
  });

  it('walks through the five places by its links, each named and marked', async () => {
    const { page, complaints } = await start(local);
    await page.goto(local.url);
    for (const name of ['고객', '메시지', '성과', '설정', '오늘']) {
      const link = page.getByRole('navigation').getByRole('link', { name });
      await link.click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      expect(await link.getAttribute('aria-current')).toBe('page');
    }
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: '설정' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('says yesterday in one sentence and what waits for a decision', async () => {
    const { page } = await start(local);
    await page.goto(local.url);
    await page.getByText('어제는 주문 31건, 매출 1,284,000원').waitFor();
    await page.getByText('‘가을 신메뉴 문자’ 캠페인이 멈춰 있습니다.').waitFor();
    await page.getByText('순이익').first().waitFor();
  });

  it('draws the receipt with its explanations', async () => {
    const { page, complaints } = await start(local);
    await page.goto(`${local.url}/messages/winback`);
    const slip = page.getByRole('article');
    await slip.getByText('712명', { exact: true }).waitFor();
    await slip.getByText('광고 수신 동의 없음').waitFor();
    const explanation = slip.getByText('대조군은 포함하지 않습니다');
    expect(await explanation.isVisible()).toBe(false);
    await slip.getByRole('button', { name: '‘대상’ 설명' }).click();
    expect(await explanation.isVisible()).toBe(true);
    const widths = await slip.evaluate((element) => [element.scrollWidth, element.clientWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
    expect(complaints).toEqual([]);
  });

  it('shows a figure that cannot be told yet as such', async () => {
    const { page, complaints } = await start(local);
    await page.goto(`${local.url}/messages/autumn`);
    await page.getByRole('article').getByText('데이터 부족').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it.each([
    `/customers/${encodeURIComponent(hostile.id)}`,
    '/',
    '/customers',
    '/messages',
    '/messages/draft',
    '/messages/autumn',
  ])('shows hostile words as words on %s', async (path) => {
    const { page, complaints } = await start(local);
    await page.goto(local.url + path);
    await page.getByText(HOSTILE).first().waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('#app img, #app script, #app iframe').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('tells why a customer is where they are', async () => {
    const { page } = await start(local);
    await page.goto(`${local.url}/customers/kim-minji`);
    await page.getByText('보통 58일마다').waitFor();
    await page.getByText('F 4점 · 주문 4건. 구매 고객의 60–80%').waitFor();
    expect(await page.locator('td[aria-current="true"]').getAttribute('title')).toContain('R2 F4');
    await page.getByText('증거').first().click();
    await page.getByText('할인과 새 상품 소식을 이메일로 받겠습니다.').waitFor();
  });

  it('records a refusal only after a yes', async () => {
    const { page } = await start(local);
    await page.goto(`${local.url}/customers/kim-minji`);
    const writes = () => local.calls.filter((call) => call.method === 'PUT');
    await page.getByRole('button', { name: '수신 거부 기록' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(writes()).toEqual([]);
    await page.getByRole('button', { name: '수신 거부 기록' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '수신 거부 기록' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(writes()).toMatchObject([
      {
        path: '/v1/customers/kim-minji/consents/email',
        body: { purpose: 'ad', state: 'withdrawn', source: 'console' },
      },
    ]);
  });

  it('finds customers and shows more of them', async () => {
    const { page } = await start(local);
    await page.goto(`${local.url}/customers`);
    await page.keyboard.press('/');
    await page.keyboard.type('kim-minji');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/customers?search=kim-minji');
    await page.getByRole('link', { name: '김민지' }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.goto(`${local.url}/customers?search=nobody`);
    await page.getByText('‘nobody’에 맞는 고객이 없습니다.').waitFor();
    await page.goto(`${local.url}/customers`);
    await page.getByRole('button', { name: '더 보기' }).click();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 62);
  });

  it('pauses and resumes a campaign with a key that makes the retry harmless', async () => {
    const { page } = await start(local);
    await page.goto(`${local.url}/messages/autumn`);
    await page.getByRole('button', { name: '다시 보내기' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '다시 보내기' }).click();
    await page.getByText('다시 보내고 있습니다.').waitFor();
    const [call] = local.calls.filter(({ method }) => method === 'POST');
    expect(call?.path).toBe('/v1/campaigns/autumn/resume');
    expect(call?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('shows in the dialog why an action was refused', async () => {
    const { page } = await start(local);
    local.instead.set('POST /v1/campaigns/autumn/cancel', refusal(409, 'conflict', 'The campaign is over.'));
    await page.goto(`${local.url}/messages/autumn`);
    await page.getByRole('button', { name: '캠페인 취소' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '캠페인 취소' }).click();
    await page.getByRole('dialog').getByText('The campaign is over.').waitFor();
    await page.getByRole('dialog').getByText('req-fixture-1').waitFor();
  });

  it('makes a draft and shows what the check found before anything is sent', async () => {
    const { page, complaints } = await start(local);
    await page.goto(`${local.url}/new-campaign`);
    const save = page.getByRole('button', { name: '초안 저장하고 점검' });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('이름', { exact: true }).fill('겨울 인사');
    await page.getByLabel('누구에게', { exact: true }).selectOption('rfm:at_risk');
    await page.getByLabel('무엇을', { exact: true }).selectOption('second-order');
    await save.click();
    await page.waitForURL('**/messages/draft');
    await page.getByText('시작할 수 없음').waitFor();
    const [created] = local.calls.filter(({ method, path }) => method === 'POST' && path === '/v1/campaigns');
    expect(created?.body).toEqual({
      name: '겨울 인사',
      channel: 'email',
      templateId: 'second-order',
      audience: { include: ['rfm:at_risk'] },
      goal: { event: 'Order Completed', windowDays: 14 },
      control: 0.1,
    });
    expect(complaints).toEqual([]);
  });

  it('filters recipients by the reason that the report has counted', async () => {
    const { page } = await start(local);
    await page.goto(`${local.url}/messages/winback`);
    await page.getByLabel('이유', { exact: true }).selectOption('noConsent');
    await page.waitForFunction(() => document.querySelectorAll('.list tbody tr').length === 1);
    const last = local.calls.findLast(({ path }) => path.endsWith('/recipients'));
    expect(last?.query.get('status')).toBe('skipped');
    expect(last?.query.get('reason')).toBe('noConsent');
  });

  it('saves settings against the version it has read, and says so when somebody was faster', async () => {
    const { page } = await start(local);
    await page.goto(`${local.url}/settings`);
    const save = page.getByRole('button', { name: '저장' });
    await page.getByLabel('빈도로 세는 것').selectOption('days');
    await save.click();
    await page.getByText('저장했습니다.').waitFor();
    const [put] = local.calls.filter(({ method }) => method === 'PUT');
    expect(put?.headers['if-match']).toBe('"3"');
    expect(put?.body).toMatchObject({ rfm: { scoring: 'rank', frequency: 'days' }, timezone: 'Asia/Seoul' });
    local.instead.set('PUT /v1/settings', refusal(412, 'precondition_failed', 'The settings have changed.'));
    await page.getByLabel('빈도로 세는 것').selectOption('orders');
    await save.click();
    await page.getByText('그사이 먼저 바뀐 것이 있습니다.').waitFor();
  });

  it('asks for a key where the page carries none, refuses a wrong one, forgets it on the way out', async () => {
    const { page } = await start(deployed);
    await page.goto(`${deployed.url}/results`);
    await page.getByLabel('API 키').fill('bad-key');
    await page.getByRole('button', { name: '들어가기' }).click();
    await page.getByText('모르는 키이거나 폐기된 키입니다.').waitFor();
    await page.getByLabel('API 키').fill('good-key');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '성과' }).waitFor();
    expect(await page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([1, 0]);
    await page.getByRole('button', { name: '나가기' }).click();
    await page.getByLabel('API 키').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it.each([
    [403, 'forbidden', '이 키로는 볼 수 없는 내용입니다.'],
    [500, 'internal', '처리하지 못했습니다.'],
    [503, 'unavailable', '서버가 바쁩니다.'],
  ])('meets a %i with its message, the request number and what to do', async (status, code, title) => {
    const { page } = await start(local);
    local.instead.set('GET /v1/reports/rfm', refusal(status, code, `The API said ${code}.`));
    await page.goto(`${local.url}/results`);
    const alert = page.getByRole('alert');
    for (const text of [title, `The API said ${code}.`, 'req-fixture-1']) await alert.getByText(text).waitFor();
    local.instead.clear();
    await alert.getByRole('button', { name: '다시 시도' }).click();
    await page.getByText('최우수 단골').first().waitFor();
  });

  it('shows that it is loading, and what an answer of another shape means', async () => {
    const { page } = await start(local);
    local.instead.set('GET /v1/reports/rfm', 'never');
    await page.goto(`${local.url}/results`);
    await page.getByRole('status').filter({ hasText: '불러오는 중' }).waitFor();
    local.instead.set('GET /v1/reports/rfm', { status: 200, body: { cells: 'none' } });
    await page.reload();
    await page.getByText('이 화면이 모르는 형식의 응답입니다.').waitFor();
  });

  it('shows an empty place with the way out of it', async () => {
    const { page } = await start(local);
    const empty = { status: 200, body: { data: [], nextCursor: null } };
    local.instead.set('GET /v1/campaigns', empty);
    local.instead.set('GET /v1/templates', empty);
    local.instead.set('GET /v1/reports/rfm', refusal(404, 'not_found', 'Nothing has been computed yet.'));
    await page.goto(`${local.url}/messages`);
    await page.getByText('아직 캠페인이 없습니다.').waitFor();
    await page.getByRole('link', { name: '새 캠페인' }).click();
    await page.getByRole('link', { name: '새 템플릿 쓰기' }).waitFor();
    await page.goto(`${local.url}/results`);
    await page.getByText('아직 점수가 없습니다.').waitFor();
  });

  it('speaks both languages and remembers the choice', async () => {
    const { page, complaints } = await start(local);
    await page.goto(`${local.url}/messages/winback`);
    await page.getByRole('button', { name: 'English' }).click();
    await page.locator('dt', { hasText: 'Would have bought anyway' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    for (const [path] of PLACES) {
      await page.goto(local.url + path);
      await settled(page);
    }
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(complaints).toEqual([]);
  });

  it('is dark where the device is, and light where somebody chose so', async () => {
    const { page } = await start(local, { colorScheme: 'dark' });
    await page.goto(local.url);
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await paper()).toBe('rgb(25, 22, 19)');
    await page.getByRole('button', { name: '화면 색' }).click();
    expect(await paper()).toBe('rgb(250, 247, 242)');
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await paper()).toBe('rgb(250, 247, 242)');
  });

  it.each([...PLACES.map(([path]) => path), `/customers/${encodeURIComponent(hostile.id)}`])(
    'fits a phone on %s',
    async (path) => {
      const { page } = await start(local, { viewport: { width: 360, height: 740 } });
      await page.goto(local.url + path);
      await settled(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      expect(await page.getByRole('navigation').getByRole('link').count()).toBe(5);
    },
  );

  it('can be used by keyboard alone: skip link, places, a question mark of the slip', async () => {
    const { page } = await start(local);
    await page.goto(`${local.url}/messages/winback`);
    await page.getByRole('article').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('본문으로 건너뛰기');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main')?.id)).toBe('content');
    const ask = page.getByRole('article').getByRole('button').first();
    await ask.focus();
    await page.keyboard.press('Enter');
    expect(await ask.getAttribute('aria-expanded')).toBe('true');
  });
});
