import { expect, it } from 'vitest';
import { parse } from '../../shared/platform/parse.ts';
import { ruleSchema } from '../../shared/segments/rule.ts';
import { EVERYTHING, sentence, TEA } from './fixture-segments.ts';
import { describeInBrowser, settled } from './house.ts';

describeInBrowser('segments in the console', (house) => {
  it('are found from the customers, by name and by what they say', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/customers`);
    await page.getByRole('link', { name: '세그먼트' }).click();
    await page.getByText('차를 좋아하는 고객', { exact: true }).waitFor();
    await page.getByText(sentence).waitFor();
    await page.getByText('188명').waitFor();
    expect(await page.getByText('계산 전').count()).toBe(1);
    await page.getByRole('searchbox').fill('category');
    await page.waitForFunction(() => document.querySelectorAll('.segment-row').length === 1);
    await page.getByRole('searchbox').fill('없는 것');
    await page.getByText('‘없는 것’에 맞는 세그먼트가 없습니다.').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('link', { name: /^차를 좋아하는 고객/ }).click();
    await page.waitForURL('**/segments/tea');
    expect(complaints).toEqual([]);
  });

  it('are built as a sentence by keyboard alone, counted while they are built, and saved', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/new-segment`);
    await page.getByText('‘Order Completed’를 1번 이상 한 고객입니다.').waitFor();
    await page.getByText('118명').waitFor();
    await page.getByLabel('이름', { exact: true }).focus();
    await page.keyboard.type('자주 오는 분');
    await page.getByLabel('최근').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('90');
    await page.getByLabel('값').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('3');
    await page.getByRole('button', { name: '조건 추가' }).press('Enter');
    await page.getByLabel('조건 종류 2').selectOption('trait');
    await page.getByRole('group', { name: '누구인가요 2' }).getByLabel('값').fill('서울');
    await page.getByRole('group', { name: '누구인가요 2' }).getByRole('button', { name: '반대로' }).press('Space');
    await page.getByText('최근 90일 동안 ‘Order Completed’를 3번 이상 했고 도시가 ‘서울’이 아닌 고객입니다.').waitFor();
    const rule = {
      all: [
        { event: 'Order Completed', count: { gte: 3 }, within: { days: 90 } },
        { not: { trait: 'city', is: '서울' } },
      ],
    };
    await expect.poll(() => local.calls.filter(({ path }) => path.endsWith('/preview')).at(-1)?.body).toEqual({ rule });
    await page.getByRole('button', { name: '저장', exact: true }).press('Enter');
    await page.waitForURL('**/segments/new-segment');
    const saved = local.calls.find(({ method, path }) => method === 'POST' && path === '/v1/segments');
    expect(saved?.body).toEqual({ name: '자주 오는 분', rule });
    expect(complaints).toEqual([]);
  });

  it('that ask everything a rule can ask come back from the builder as they were', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/segments/everything`);
    await page.getByRole('button', { name: '조건 바꾸기' }).click();
    await page.getByRole('group', { name: '누구인가요 7.2' }).waitFor();
    await page.getByLabel('메모').fill('확인');
    await page.getByRole('button', { name: '저장', exact: true }).click();
    await page.getByText('저장했습니다.').waitFor();
    const put = local.calls.find(({ method }) => method === 'PUT');
    expect(put?.body).toEqual({ name: '모든 조건', description: '확인', rule: parse(ruleSchema, EVERYTHING, 'Rule') });
    expect(put?.headers['if-match']).toBe('"1"');
    expect(complaints).toEqual([]);
  });

  it('that somebody else changed are not overwritten unasked', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/segments/tea`);
    await page.getByRole('button', { name: '조건 바꾸기' }).click();
    await page.getByLabel('이름', { exact: true }).fill('새 이름');
    local.instead.set('PUT /v1/segments/tea', {
      status: 412,
      body: { error: { code: 'precondition_failed', message: 'changed', requestId: 'r', details: [] } },
    });
    await page.getByRole('button', { name: '저장', exact: true }).click();
    await page.getByText('그사이 다른 사람이 이 세그먼트를 바꾸었습니다.').waitFor();
    local.instead.clear();
    await page.getByRole('button', { name: '내 것으로 덮어쓰기' }).click();
    await page.getByText('저장했습니다.').waitFor();
    expect(local.calls.filter(({ method }) => method === 'PUT').at(-1)?.body).toEqual({ name: '새 이름', rule: TEA });
  });

  it('say plainly why they cannot be archived, can be copied and sent to', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/segments/tea`);
    await page.getByRole('button', { name: '보관' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '보관' }).click();
    await page.getByText('쓰는 곳이 있어 보관할 수 없습니다.').waitFor();
    await page.getByText('is used by winback').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: '복제' }).click();
    await page.waitForURL('**/new-segment?copy=tea');
    expect(await page.getByLabel('이름', { exact: true }).inputValue()).toBe('차를 좋아하는 고객 사본');
    await page.goBack();
    await page.getByRole('link', { name: '이 사람들에게 보내기' }).click();
    await page.waitForURL('**/new-campaign?segment=tea');
    await settled(page);
    await page.getByRole('button', { name: '‘차를 좋아하는 고객’ 빼기' }).waitFor();
    // The browser itself notes the refused call.
    expect(complaints.filter((one) => !one.includes('409'))).toEqual([]);
  });

  it('tell who was in on a day, and why one person is not', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/segments/tea`);
    await page.getByRole('link', { name: 'kim-minji' }).waitFor();
    await page.getByLabel('기준일').fill('2026-10-01');
    await page.getByRole('link', { name: 'park' }).waitFor();
    await page.getByLabel('고객 ID').fill('kim-minji');
    await page.getByRole('button', { name: '살펴보기' }).click();
    await page.getByText('지금 조건에 맞지 않습니다.').waitFor();
    await page.getByText('확인한 값: 1').waitFor();
    await page.getByText('마지막 계산(2026. 11. 22.)에서 속한 고객입니다.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('with rules that this page does not know are shown as JSON', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/segments/future`);
    await page.getByRole('button', { name: '조건 바꾸기' }).click();
    await page.getByText('이 화면이 모르는 조건이 있어 JSON으로 보여 줍니다.').waitFor();
    expect(JSON.parse(await page.getByLabel('누구인가요').inputValue())).toEqual({ weather: 'rain' });
    expect(complaints).toEqual([]);
  });

  it.each([
    ['desktop, light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const }],
    ['360 px, dark', { viewport: { width: 360, height: 800 }, colorScheme: 'dark' as const }],
  ])('fit the screen: %s', async (_what, options) => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local, options);
    for (const path of ['/segments', '/segments/tea', '/new-segment?copy=everything', '/new-segment?copy=tea']) {
      await page.goto(`${local.url}${path}`);
      await settled(page);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide, path).toBeLessThanOrEqual(0);
      if (process.env.SCREENSHOTS)
        await page.screenshot({
          path: `${process.env.SCREENSHOTS}/${_what}${path.replaceAll(/\W/g, '_')}.png`,
          fullPage: true,
        });
    }
    expect(complaints).toEqual([]);
  });
});
