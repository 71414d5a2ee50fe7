import { expect, it } from 'vitest';
import { SECTION_NAMES } from '../../console/platform/sections.ts';
import { refusal } from './fixture-api.ts';
import { hostile } from './fixture-data.ts';
import { HOSTILE } from './hostile.ts';
import { describeInBrowser, settled } from './house.ts';

const PLACES = [
  ['/', '오늘'],
  ['/customers', '고객'],
  ['/customers/kim-minji', '김*지'],
  ['/duplicates', '같은 사람일까요?'],
  ['/messages', '메시지'],
  ['/messages/winback', '두 번째 주문 초대'],
  ['/new-campaign', '새 캠페인'],
  ['/new-template', '새 템플릿'],
  ['/results', '성과'],
  ['/tasks', '할 일'],
  ['/coupons', '쿠폰'],
  ['/products', '상품'],
  ['/figures', '지표'],
  ['/settings', '설정'],
  ['/no/such/place', '없는 주소입니다'],
] as const;

describeInBrowser('the console in a real browser', (house) => {
  it.each(PLACES)('opens %s without a complaint', async (path, title) => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(local.url + path);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await settled(page);
    expect(await page.title()).toContain(title);
    expect(complaints).toEqual([]);
  });

  it('walks through the five places by its links, each named and marked', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(local.url);
    for (const name of ['고객', '메시지', '성과', '설정', '오늘']) {
      const link = page.getByRole('navigation', { name: '메뉴' }).getByRole('link', { name });
      await link.click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      expect(await link.getAttribute('aria-current')).toBe('page');
    }
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: '설정' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows the rooms of a place as tabs, by keyboard too, and where in them one stands', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    const visited: (string | null)[] = [];
    for (const [path, name] of [
      ['/customers', '고객'],
      ['/messages', '메시지'],
      ['/results', '성과'],
      ['/settings', '설정'],
    ] as const) {
      await page.goto(local.url + path);
      const tabs = page.getByRole('navigation', { name, exact: true }).getByRole('link');
      for (let at = 0; at < (await tabs.count()); at++) {
        await tabs.nth(at).press('Enter');
        await settled(page);
        expect(await tabs.nth(at).getAttribute('aria-current')).toBe('page');
        visited.push(await tabs.nth(at).textContent());
      }
    }
    // All but the one room of the first place, which needs no signs.
    expect(visited).toHaveLength(SECTION_NAMES.length - 1);
    await page.goto(`${local.url}/customers/kim-minji`);
    const here = page.getByRole('navigation', { name: '고객', exact: true }).locator('[aria-current]');
    expect(await here.textContent()).toBe('고객 목록');
    // The fixture has no answer for every room; what else they ask is looked at where they are tested.
    expect(complaints.filter((complaint) => !complaint.includes('status of 404'))).toEqual([]);
  });

  it('finds anything from anywhere by keys alone, and says what it could not ask', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/settings`);
    await settled(page);
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: '고객, 캠페인, 세그먼트' });
    await field.waitFor();
    // Rooms of the house are known before the API has answered.
    await page.keyboard.type('달력');
    await page.getByRole('option', { name: '달력 메시지' }).waitFor();
    await field.fill('kim-minji');
    await page
      .getByRole('group', { name: '고객', exact: true })
      .getByRole('option', { name: '김*지 kim-minji' })
      .waitFor();
    await page.getByText('찾아보지 못한 것: 여정').waitFor();
    expect(local.calls.filter(({ query }) => query.get('query') === 'kim-minji').map(({ path }) => path)).toEqual([
      ...['/v1/customers', '/v1/campaigns', '/v1/segments', '/v1/templates', '/v1/journeys'],
    ]);
    expect(await page.locator('[role=option][aria-selected=true]').textContent()).toContain('kim-minji');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('[role=option]').last().getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/customers/kim-minji');
    await settled(page);
    await page.keyboard.press('/');
    await field.waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('says yesterday in one sentence and what waits for a decision', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(local.url);
    await page.getByText('어제는 주문 31건, 매출 1,284,000원').waitFor();
    const lit = page.locator('section').filter({ has: page.getByRole('heading', { name: '켜진 경고' }) });
    expect(await lit.getByRole('listitem').count()).toBe(2);
    await page.getByText('‘가을 신메뉴 문자’ 캠페인이 멈춰 있습니다. 스팸으로 신고한').waitFor();
    await page.getByText('남은 412명 · 보내면 8,240원', { exact: true }).waitFor();
    await page.getByText('남은 690명 · 보내면 104원 · 남은 사람에게 모두 보내면 매출 +231,000원 예상').waitFor();
    await page.getByText('많아야 1,187명 · 보내면 178원').waitFor();
    await page.getByRole('heading', { name: '오늘 나가는 메시지' }).waitFor();
    // The line is a chart, which is loaded after the page.
    const sends = await page.locator('.day-sends > li').count();
    await expect.poll(() => page.locator('.day-line-send').count()).toBe(sends);
    await page.getByText('순이익').first().waitFor();
  });

  it('draws the receipt with its explanations', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
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
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
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
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(local.url + path);
    // A list covers names; ids stand as they are.
    await page
      .getByText(path === '/customers' ? hostile.id : HOSTILE)
      .first()
      .waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('#app img, #app script, #app iframe').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('leads from the console to the inbox, where messages stand as their receivers see them', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(local.url);
    await page.getByRole('link', { name: '받은 편지함' }).click();
    await page.waitForURL('**/inbox');
    await page.getByText('window.hacked=1').first().waitFor();
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('tells why a customer is where they are', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/customers/kim-minji`);
    await page.getByText('보통 58일마다').waitFor();
    await page.getByText('고객 한 명의 주문 수는 평균 0.42번 빗나갔고, 이탈 판단은 81% 맞았습니다.').waitFor();
    await page.getByText('F 4점 · 주문 4건. 구매 고객의 60–80%').waitFor();
    expect(await page.locator('td[aria-current="true"]').getAttribute('title')).toContain('R2 F4');
    await page.getByText('증거').first().click();
    await page.getByText('할인과 새 상품 소식을 이메일로 받겠습니다.').waitFor();
  });

  it.each([
    [403, 'forbidden', '이 키로는 볼 수 없는 내용입니다.'],
    [500, 'internal', '처리하지 못했습니다.'],
    [503, 'unavailable', '서버가 바쁩니다.'],
  ])('meets a %i with its message, the request number and what to do', async (status, code, title) => {
    const { local, enter } = house();
    const { page } = await enter(local);
    local.instead.set('GET /v1/reports/rfm', refusal(status, code, `The API said ${code}.`));
    await page.goto(`${local.url}/results`);
    const alert = page.getByRole('alert');
    for (const text of [title, `The API said ${code}.`, 'req-fixture-1']) await alert.getByText(text).waitFor();
    local.instead.clear();
    await alert.getByRole('button', { name: '다시 시도' }).click();
    await page.getByText('최우수 단골').first().waitFor();
  });

  it('shows that it is loading, and what an answer of another shape means', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    local.instead.set('GET /v1/reports/rfm', 'never');
    await page.goto(`${local.url}/results`);
    await page.getByRole('status').filter({ hasText: '불러오는 중' }).first().waitFor();
    local.instead.set('GET /v1/reports/rfm', { status: 200, body: { cells: 'none' } });
    await page.reload();
    await page.getByText('이 화면이 모르는 형식의 응답입니다.').waitFor();
  });

  it('shows an empty place with the way out of it', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
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
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
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
    const { local, enter } = house();
    const { page } = await enter(local, { colorScheme: 'dark' });
    await page.goto(local.url);
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await paper()).toBe('rgb(25, 22, 19)');
    await page.getByRole('button', { name: '화면 색' }).click();
    expect(await paper()).toBe('rgb(250, 247, 242)');
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await paper()).toBe('rgb(250, 247, 242)');
  });

  it('fits a phone everywhere', async () => {
    const { local, enter } = house();
    const { page } = await enter(local, { viewport: { width: 360, height: 740 } });
    const widths: Record<string, number> = {};
    for (const path of [...PLACES.map(([place]) => place), `/customers/${encodeURIComponent(hostile.id)}`]) {
      await page.goto(local.url + path);
      await settled(page);
      widths[path] = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(await page.getByRole('navigation', { name: '메뉴' }).getByRole('link').count()).toBe(5);
    }
    expect(widths).toEqual(Object.fromEntries(Object.keys(widths).map((path) => [path, 360])));
  });

  it('can be used by keyboard alone: skip link, places, a question mark of the slip', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
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
