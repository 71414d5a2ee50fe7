import { expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { refusal } from './fixture-api.ts';
import { impact } from './fixture-campaigns.ts';
import { HOSTILE } from './hostile.ts';
import { describeInBrowser, settled } from './house.ts';

describeInBrowser('the figures of the shop in a real browser', (house) => {
  it('shows each figure with its trend, its target, how it is counted, and the six signs as sentences', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/figures`);
    await page.getByRole('heading', { level: 3, name: '재구매율' }).waitFor();
    await settled(page);
    expect(await page.locator('.kpi').count()).toBe(19);
    await expect.poll(() => page.locator('.kpi .chart-line').count()).toBeGreaterThan(10);
    await page.locator('.kpi .status').first().waitFor();
    const active = page.locator('.kpi', { hasText: '활동 구매자' });
    await active.getByText('계산 방법').click();
    await active.getByText('최근 180일 안에 한 번 이상 주문한').waitFor();
    expect(await page.locator('.sign').count()).toBe(6);
    await page.getByText('새 고객을 얻는 데 든 비용과 고객 가치 추정이 없습니다.').waitFor();
    await page.locator('.sign').first().getByText('규칙과 수치').click();
    expect(complaints).toEqual([]);
  });

  it('counts by day, week or month, as one asks', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/figures`);
    await page.getByLabel('월', { exact: true }).check();
    await expect
      .poll(() =>
        local.calls.some(({ path, query }) => path === '/v1/reports/kpis' && query.get('granularity') === 'month'),
      )
      .toBe(true);
    await page.getByRole('heading', { level: 3, name: '주문', exact: true }).waitFor();
  });

  it('says a sign where the day begins, and leads to it', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(local.url);
    const line = page
      .getByRole('listitem')
      .filter({ hasText: '떠난 구매자가 새 구매자보다 많습니다. 다른 신호도 1개 있습니다.' });
    await line.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: '지표' }).waitFor();
  });

  it('sets a target in the words of people, and takes it back', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/figures`);
    const sent = () => local.calls.filter(({ method }) => method === 'PUT').map(({ body }) => body);
    await page.getByLabel('지표', { exact: true }).selectOption({ label: '재구매율' });
    await page.getByLabel('목표 (%)').fill('35');
    await page.getByLabel('언제까지').fill('2027-06-30');
    await page.getByRole('button', { name: '목표 정하기' }).click();
    await expect.poll(sent).toEqual([{ targets: [{ kpi: 'repeatRate', value: 0.35, by: '2027-06-30' }] }]);
    await page.getByRole('button', { name: '지우기: 재구매율, 2026. 12. 31.' }).click();
    await expect.poll(() => sent().length).toBe(2);
    expect(complaints).toEqual([]);
  });

  it('shows cohorts by shade and number, and products as words whatever they are called', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/figures`);
    await page.getByText('2026-11은 아직 끝나지 않아').waitFor();
    await expect.poll(() => page.locator('.heat').count()).toBeGreaterThan(60);
    await page.getByText(HOSTILE).waitFor();
    await page.getByText('연락하기 가장 좋은 주입니다').waitFor();
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('stays within a phone, and says once what to do before the first night', async () => {
    const { local, enter } = house();
    const { page } = await enter(local, { viewport: { width: 360, height: 740 } });
    for (const path of ['/figures', '/results']) {
      await page.goto(local.url + path);
      await settled(page);
      await page.locator('.kpi, .rfm').first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    }
    const nothing = refusal(404, 'not_found', 'Nothing has been computed yet.');
    for (const report of ['retention', 'next-orders', 'warnings'])
      local.instead.set(`GET /v1/reports/${report}`, nothing);
    local.instead.set('GET /v1/reports/kpis', {
      status: 200,
      body: { asOf: null, data: [], targets: [], definitions: [] },
    });
    await page.goto(`${local.url}/figures`);
    await page.getByText('아직 점수가 없습니다.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('tells who moved on the grid, and makes a segment of a cell', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/results`);
    await page.getByRole('heading', { name: '30일 동안 옮겨 간 고객' }).waitFor();
    await page
      .getByRole('button', { name: /최우수 단골/ })
      .first()
      .click();
    const cell = page.getByRole('region', { name: 'R5 F4' });
    await cell.getByText('이메일로 77명, 문자로 61명').waitFor();
    await cell.getByRole('textbox', { name: '세그먼트 이름' }).fill('자주 오는 분들');
    await cell.getByRole('button', { name: '세그먼트로 저장' }).click();
    await cell.getByText('‘자주 오는 분들’ 세그먼트로 저장했습니다.').waitFor();
    expect(local.calls.find(({ method, path }) => method === 'POST' && path === '/v1/segments')?.body).toEqual({
      name: '자주 오는 분들',
      rule: {
        all: [
          { score: 'rfm.r', is: 5 },
          { score: 'rfm.f', is: 4 },
        ],
      },
    });
    expect(complaints).toEqual([]);
  });

  it('says what the campaigns of half a year left behind, with its doubt, and opens each', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/results`);
    const table = page.getByRole('table', { name: '메시지가 남긴 돈' });
    await table.waitFor();
    await page.getByText('대조군으로 효과를 잰 것은 4개 가운데 2개입니다.').waitFor();
    await page.getByText('대조군이 없어 효과를 말하지 않습니다.').waitFor();
    await page.getByRole('table', { name: '모든 광고가 더한 것' }).waitFor();
    expect(await table.getByRole('row').count()).toBe(3);
    await page.getByRole('button', { name: '장바구니 알림 영수증' }).click();
    const receipt = page.getByRole('region', { name: /^장바구니 알림, / });
    await receipt.getByRole('button', { name: '30일 공유 링크 만들기' }).click();
    await receipt.getByLabel('공유 링크').waitFor();
    const { from, to } = impact;
    expect(local.calls.findLast(({ method }) => method === 'POST')?.body).toMatchObject({
      journeyId: 'cart',
      from,
      to,
    });
    const saved = page.waitForEvent('download');
    await receipt.getByRole('button', { name: 'PNG로 저장' }).click();
    expect((await saved).suggestedFilename()).toBe(`cart-${from}-${to}.png`);
    await table.getByText('데이터 부족').first().waitFor();
    await settled(page);
    await page.screenshot({ path: 'test-results/impact.png', fullPage: true });
    await page.setViewportSize({ width: 360, height: 800 });
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.screenshot({ path: 'test-results/impact-360.png', fullPage: true });
    await page.getByRole('link', { name: '배운 것' }).click();
    await page.getByText('쿠폰이 재구매를 늘린다').waitFor();
    await page.getByLabel('가설과 결과에서 찾기').fill('없는 말');
    await page.getByText('찾은 것이 없습니다.').waitFor();
    await page.getByLabel('가설과 결과에서 찾기').fill('');
    await page.getByText('쿠폰이 재구매를 늘린다').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('link', { name: '두 번째 주문 초대' }).click();
    await page.getByRole('heading', { level: 1, name: '두 번째 주문 초대' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('has a figure for each measure or says what is missing, and when people respond', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/results`);
    const table = page.getByRole('table', { name: '열세 가지 지표' });
    await table.waitFor();
    expect(await table.getByRole('row').count()).toBe(14);
    await table.getByRole('row', { name: '클릭률' }).getByText('8.1%').waitFor();
    await table.getByRole('row', { name: '만족도' }).getByText('설문 응답이 30건이 안 됩니다.').waitFor();
    const hours = page.getByRole('figure').filter({ has: page.getByRole('img', { name: '반응하는 시간' }) });
    await hours.getByText('일요일 11시: 클릭 30번, 열람 90번').waitFor({ state: 'attached' });
    await page.getByRole('table', { name: '주문까지의 단계' }).getByText('1,500').waitFor();
    await page.getByRole('table', { name: '채널' }).getByText('33.5%').waitFor();
    await settled(page);
    await page.screenshot({ path: 'test-results/measures.png', fullPage: true });
    await page.setViewportSize({ width: 360, height: 800 });
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.screenshot({ path: 'test-results/measures-360.png', fullPage: true });
    expect(complaints).toEqual([]);
  });
});
