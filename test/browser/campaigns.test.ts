import { expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { describeInBrowser, settled } from './house.ts';

describeInBrowser('campaigns in a real browser: when, how much, and where they are kept', (house) => {
  it('compares channels for the people chosen, and sends everything that was chosen as one draft', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/new-campaign`);
    await page.getByLabel('이름', { exact: true }).fill('월요일 소식');
    const include = page.getByRole('group', { name: '받을 사람' });
    await include.getByRole('checkbox', { name: '차를 좋아하는 고객' }).check();
    await include.getByRole('checkbox', { name: '모든 조건' }).check();
    const exclude = page.getByRole('group', { name: '뺄 사람' });
    await exclude.getByText('세그먼트 고르기').press('Enter');
    // Nobody is included and left out by the same segment.
    expect(await exclude.getByRole('checkbox', { name: '차를 좋아하는 고객' }).count()).toBe(0);
    await exclude.getByRole('searchbox').fill('단골');
    await exclude.getByRole('checkbox', { name: '떠나려는 단골' }).press('Space');
    await page.getByText('모두 1,387명입니다.').waitFor();
    const mail = page.getByRole('row', { name: /이메일/ });
    expect(await mail.textContent()).toMatch(/912명 66%.*137원.*8.4%/);
    await page.getByText('아직 모릅니다 (도착 118건)').waitFor();
    await mail.getByRole('radio').check();
    await page.getByText('이메일로 912명에게 닿고').waitFor({ state: 'detached' });
    await page.getByLabel('최근에 메시지를 받은 사람 빼기 (일)').fill('3');
    await page.getByLabel('템플릿', { exact: true }).selectOption('second-order');
    await page.getByText('이메일로 912명에게 닿고, 약 137원이 듭니다.').waitFor();
    await page.getByText('링크 꼬리표').click();
    await page.getByLabel('utm_campaign').fill('monday');
    await page.getByLabel('목표 이벤트').fill('Signed Up');
    await page.getByText('몇 명이면 알 수 있을까요').click();
    await page.getByLabel('알아내고 싶은 차이').fill('2');
    await page.getByText('5 %에서 7 %로 오르는 차이를').waitFor();
    await page.getByRole('button', { name: '안 나누기' }).click();
    await page.getByRole('group', { name: 'B안' }).getByLabel('혜택').fill('BACK10');
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByLabel('언제 보낼까요').selectOption({ label: '되풀이해서' });
    await page.getByLabel('수', { exact: true }).check();
    await page.getByText('시간대, 속도, 나눠 보내기').click();
    await page.getByLabel('많아야 (명)').fill('600');
    await page.getByLabel('먼저 보낼 사람 수').fill('500');
    await page.getByLabel('폴더').fill('소식');
    await page.getByRole('button', { name: '초안 저장하고 점검' }).click();
    const sent = () => local.calls.find(({ method, path }) => method === 'POST' && path === '/v1/campaigns')?.body;
    await expect.poll(sent).toEqual({
      ...{ name: '월요일 소식', channel: 'email', templateId: 'second-order', control: 0.1, folder: '소식' },
      audience: { include: ['tea', 'everything'], exclude: ['rfm:at_risk'], notMessagedInDays: 3 },
      goal: { event: 'Signed Up', windowDays: 14 },
      utm: { campaign: 'monday' },
      effect: 0.02,
      arms: [
        { id: 'a', share: 1 },
        { id: 'b', share: 1, offer: 'BACK10' },
      ],
      repeat: { days: [1, 3], at: '10:00' },
      timing: { throttle: { messages: 600, per: 'minute' } },
      stages: { first: 500, waitMinutes: 60 },
    });
    expect(complaints).toEqual([]);
  });

  it('changes a draft and leaves alone what it has no field for', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/messages/draft`);
    await page.getByRole('link', { name: '고치기' }).click();
    await page.getByLabel('가설').fill('돌아올 이유를 주면 돌아온다');
    await page.getByRole('button', { name: '저장하고 점검' }).click();
    await page.waitForURL('**/messages/draft');
    const saved = local.calls.find(({ method, path }) => method === 'PUT' && path === '/v1/campaigns/draft');
    expect(saved?.headers['if-match']).toBe('"4"');
    expect(saved?.body).toMatchObject({
      hypothesis: '돌아올 이유를 주면 돌아온다',
      audience: { include: ['rfm:at_risk'] },
    });
    expect(saved?.body).not.toHaveProperty('status');
    expect(complaints).toEqual([]);
  });

  it('writes to an uploaded list, at a moment by the shop’s clock', async () => {
    const { local, enter } = house();
    const { page } = await enter(local, { timezoneId: 'America/New_York' });
    await page.goto(`${local.url}/new-campaign`);
    await page.getByLabel('이름', { exact: true }).fill('목록');
    const buffer = Buffer.from('\uFEFFkim\r\nlee\n\nkim\n');
    await page.getByRole('radio', { name: '고객 목록 파일로' }).check();
    await page
      .getByLabel('고객 목록 파일', { exact: true })
      .setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer });
    await page.getByText('목록에 2명이 있습니다.').waitFor();
    await page.getByLabel('템플릿', { exact: true }).selectOption({ index: 1 });
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

  it('says its verdict first and how it is known below, and gives the rest the winner after a question', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/messages/contest`);
    await page.getByText('‘쿠폰 10%’이(가) 이겼습니다.').waitFor();
    expect(await page.getByText('묶음의 크기가 나눈 비율대로입니다').isVisible()).toBe(false);
    await page.getByText('어떻게 알 수 있나요').press('Enter');
    await page.getByText('묶음의 크기가 나눈 비율대로입니다').waitFor();
    await page.getByText('우연보다 더 떠나지는 않습니다.').waitFor();
    expect(await page.getByRole('heading', { name: '쿠폰 10% – 그냥' }).count()).toBe(1);
    await page.getByText('NPS 63', { exact: true }).waitFor();
    await page.getByText('배송이 늦었습니다 <b>😀</b>').waitFor();
    await page.getByText('의견은 개인정보를 볼 수 있는').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page
      .getByRole('row', { name: /쿠폰 10%/ })
      .getByRole('button', { name: '승자로 정하기' })
      .click();
    await page.getByRole('dialog').getByRole('button', { name: '승자로 정하기' }).click();
    const chosen = () => local.calls.find(({ path }) => path === '/v1/campaigns/contest/winner')?.body;
    await expect.poll(chosen).toEqual({ arm: 'b' });
    expect(complaints).toEqual([]);
  });

  it('leaves out who has been silent by one press, tries the message out, and puts a draft away', async () => {
    const { local, enter } = house();
    const says = { ko: '3,120명이 1년 동안 조용합니다: 40,560원, 예상 주문 2건.', en: '3,120 people' };
    local.instead.set('POST /v1/campaigns/draft/preflight', {
      status: 200,
      body: {
        ...{ ok: true, audience: { count: 9, exact: true }, cost: null },
        findings: [{ level: 'warn', code: 'silentPeople', message: '3,120 people', says }],
      },
    });
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/messages/draft`);
    await page.getByRole('button', { name: '이 사람들 빼기' }).click();
    await page.getByText('1년 동안 조용한 사람을 뺐습니다.').waitFor();
    const saved = local.calls.find(({ method, path }) => method === 'PUT' && path === '/v1/campaigns/draft');
    expect(saved?.body).toMatchObject({ audience: { include: ['rfm:at_risk'], excludeSilent: true } });
    await page.getByLabel('받을 고객 ID').fill('kim-minji, lee');
    await page.getByRole('button', { name: '시험 보내기' }).click();
    await page.getByText('접수했습니다: 대기').waitFor();
    await page.getByText('no address').waitFor();
    expect(local.calls.find(({ path }) => path.endsWith('/test'))?.body).toEqual({ to: ['kim-minji', 'lee'] });
    await page.getByLabel('폴더').fill('겨울');
    await page.getByRole('button', { name: '옮기기' }).click();
    await page.getByText('옮겼습니다.').waitFor();
    await page.getByRole('button', { name: '보관', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '보관' }).click();
    await page.waitForURL('**/messages');
    expect(local.calls.some(({ method }) => method === 'DELETE')).toBe(true);
    await page.getByLabel('캠페인 찾기').fill('가을');
    await expect.poll(() => page.locator('.rows .row').count()).toBe(1);
    await page.getByLabel('상태').selectOption('done');
    await page.getByText('맞는 캠페인이 없습니다.').waitFor();
    await page.getByLabel('보관된 것 보기').check();
    await expect.poll(() => local.calls.some(({ query }) => query.get('archived') === 'true')).toBe(true);
    // The browser itself notes what the fixture has no report of.
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
    for (const path of ['/calendar', '/new-campaign', '/messages/contest', '/messages', '/learnings']) {
      await phone.page.goto(local.url + path);
      await settled(phone.page);
      const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, path).toBeLessThanOrEqual(360);
      expect(await seriousFaults(phone.page), path).toEqual([]);
    }
  });
});
