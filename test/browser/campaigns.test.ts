import { expect, it } from 'vitest';
import { describeInBrowser, settled } from './house.ts';

describeInBrowser('campaigns in a real browser: when, how much, and where they are kept', (house) => {
  it('sends what was chosen about time, stages and people as one draft', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/new-campaign`);
    await page.getByLabel('이름', { exact: true }).fill('월요일 소식');
    await page.getByLabel('누구에게', { exact: true }).selectOption({ index: 1 });
    await page.getByLabel('뺄 사람').selectOption({ index: 2 });
    await page.getByLabel('최근에 메시지를 받은 사람 빼기 (일)').fill('3');
    await page.getByLabel('무엇을', { exact: true }).selectOption({ index: 1 });
    await page.getByLabel('언제 보낼까요').selectOption({ label: '되풀이해서' });
    await page.getByLabel('수', { exact: true }).check();
    await page.getByLabel('1분에 많아야 (명)').fill('600');
    await page.getByLabel('먼저 보낼 사람 수').fill('500');
    await page.getByLabel('폴더').fill('소식');
    await page.getByRole('button', { name: '초안 저장하고 점검' }).click();
    const sent = () => local.calls.find(({ method, path }) => method === 'POST' && path === '/v1/campaigns')?.body;
    await expect.poll(sent).toMatchObject({
      audience: { notMessagedInDays: 3, exclude: [expect.any(String)] },
      repeat: { days: [1, 3], at: '10:00' },
      timing: { throttle: { messages: 600, per: 'minute' } },
      stages: { first: 500, waitMinutes: 60 },
      folder: '소식',
    });
    expect(complaints).toEqual([]);
  });

  it('writes to an uploaded list, at a moment by the shop’s clock', async () => {
    const { local, enter } = house();
    const { page } = await enter(local, { timezoneId: 'America/New_York' });
    await page.goto(`${local.url}/new-campaign`);
    await page.getByLabel('이름', { exact: true }).fill('목록');
    const buffer = Buffer.from('\uFEFFkim\r\nlee\n\nkim\n');
    await page.getByLabel('고객 목록 파일').setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer });
    await page.getByText('목록에 2명이 있습니다.').waitFor();
    await page.getByLabel('무엇을', { exact: true }).selectOption({ index: 1 });
    await page.getByLabel('언제 보낼까요').selectOption({ label: '정한 때에 모두에게' });
    await page.getByLabel('시작', { exact: true }).fill('2026-12-24T10:00');
    await page.getByRole('button', { name: '초안 저장하고 점검' }).click();
    const sent = () => local.calls.find(({ method, path }) => method === 'POST' && path === '/v1/campaigns')?.body;
    await expect.poll(sent).toMatchObject({ audience: { list: ['kim', 'lee'] }, at: '2026-12-24T10:00:00+09:00' });
  });

  it('says why a guardrail stopped a campaign and how to go on, and makes a copy', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/messages/autumn`);
    await page.getByText('스팸으로 신고한 사람이 1,000명 가운데 6명(0.6%)입니다.').waitFor();
    await page.getByText('이어서 보냅니다').waitFor();
    await settled(page);
    await page.getByRole('button', { name: '복사하기' }).click();
    await expect.poll(() => local.calls.some(({ path }) => path === '/v1/campaigns/autumn/duplicate')).toBe(true);
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('shows a month with what overlaps and what lies below the night line, and stays within a phone', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/calendar`);
    await page.getByText('밤 문자').waitFor();
    expect(await page.locator('.in-night').count()).toBe(1);
    expect(await page.locator('.overlap').count()).toBe(2);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    await page.getByRole('button', { name: '다음 달' }).click();
    await expect.poll(() => local.calls.filter(({ path }) => path === '/v1/campaigns/calendar').length).toBe(2);
    expect(complaints).toEqual([]);
    const phone = await enter(local, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
    for (const path of ['/calendar', '/new-campaign', '/messages/autumn', '/messages']) {
      await phone.page.goto(local.url + path);
      await settled(phone.page);
      const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, path).toBeLessThanOrEqual(360);
    }
  });
});
