import { expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { refusal } from './fixture-api.ts';
import { describeInBrowser, settled } from './house.ts';

describeInBrowser('the tasks in a real browser', (house) => {
  it('are listed with whom they are about, worked on by keyboard, and keep what was noted', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/tasks`);
    await settled(page);
    const call = page.getByRole('listitem').filter({ hasText: '견적 메일을 연 고객에게 전화' });
    await call.getByText('기한 지남').waitFor();
    await call.getByText('아직 시작하지 않음').waitFor();
    expect(await call.getByRole('link', { name: 'kim-minji' }).getAttribute('href')).toMatch(/customers\/kim-minji$/);
    expect(await call.getByRole('link', { name: '여정 quote-call' }).getAttribute('href')).toMatch(
      /journeys\/quote-call$/,
    );
    await call.locator('summary').focus();
    await page.keyboard.press('Enter');
    await call.getByLabel('맡은 사람').fill('상담팀');
    await call.getByLabel('메모').fill('다음 주에 다시 연락');
    await call.getByRole('button', { name: '끝내기' }).focus();
    await page.keyboard.press('Enter');
    await call.getByText('끝냄', { exact: true }).waitFor();
    await call.getByText('2시간 만에 시작').waitFor();
    const [sent] = local.calls.filter(({ method }) => method === 'PUT');
    expect(sent).toMatchObject({
      path: '/v1/tasks/t1',
      body: { assignee: '상담팀', note: '다음 주에 다시 연락', state: 'done' },
    });
    expect(await seriousFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('are narrowed by state, time and person, and say what to do when there are none or somebody was faster', async () => {
    const { local, enter } = house();
    const { page } = await enter(local, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
    await page.goto(`${local.url}/tasks`);
    await settled(page);
    const asked = () => local.calls.filter(({ path }) => path === '/v1/tasks').at(-1)?.query;
    await page.getByLabel('기한', { exact: true }).selectOption('지난 것');
    await expect.poll(() => asked()?.get('dueBefore')).toBeTruthy();
    await page.getByLabel('맡은 사람', { exact: true }).first().fill('상담팀');
    await expect.poll(() => asked()?.get('assignee')).toBe('상담팀');
    await page.getByLabel('상태', { exact: true }).selectOption('끝냄');
    await page.getByText('조건에 맞는 할 일이 없습니다.').waitFor();
    await page.getByLabel('상태', { exact: true }).selectOption('열림');
    local.instead.set('PUT /v1/tasks/t1', refusal(412, 'precondition_failed', 'Task "t1" has changed since.'));
    const call = page.getByRole('listitem').filter({ hasText: '견적 메일을 연 고객에게 전화' });
    await call.getByText('처리하기').click();
    await call.getByRole('button', { name: '저장하기' }).click();
    await call.getByRole('alert').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
  });
});
