import { expect, it } from 'vitest';
import { refusal } from './fixture-api.ts';
import { campaigns } from './fixture-campaigns.ts';
import { describeInBrowser, settled } from './house.ts';

describeInBrowser('work in the console', (house) => {
  it('shows personal data only to who says why, and can cover it again', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/customers/kim-minji`);
    await page.getByText('m***@example.com').waitFor();
    expect(await page.content()).not.toMatch(/minji\.kim@|김민지/);
    await page.getByRole('button', { name: '개인정보 보기' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: '개인정보 보기' }).isDisabled()).toBe(true);
    await dialog.getByLabel('왜 필요합니까?').fill('배송지 문의');
    await dialog.getByRole('button', { name: '개인정보 보기' }).click();
    await page.getByText('minji.kim@example.com').waitFor();
    const asked = local.calls.filter(({ path }) => path === '/v1/customers/kim-minji');
    expect(asked.map(({ query }) => [query.get('personal'), query.get('reason')])).toEqual([
      ['masked', null],
      ['shown', '배송지 문의'],
    ]);
    await page.getByRole('button', { name: '다시 가리기' }).click();
    await page.getByText('m***@example.com').waitFor();
    expect(complaints).toEqual([]);
  });

  it('records what a person said, with source and wording', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/customers/kim-minji`);
    await page.getByRole('button', { name: '동의나 거부 기록' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('수단').selectOption('sms');
    await dialog.getByLabel('무엇에 대해').selectOption('night');
    await dialog.getByLabel('출처').fill('매장 동의서');
    await dialog.getByLabel('문구').fill('야간 광고 수신에 동의합니다');
    await dialog.getByRole('button', { name: '기록', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(local.calls.find(({ method }) => method === 'PUT')).toMatchObject({
      path: '/v1/customers/kim-minji/consents/sms',
      body: {
        purpose: 'ad',
        night: true,
        state: 'granted',
        source: '매장 동의서',
        wording: '야간 광고 수신에 동의합니다',
      },
    });
    expect(complaints).toEqual([]);
  });

  it('records a refusal only after a yes', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
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
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/customers`);
    await settled(page);
    await page.getByRole('searchbox').fill('kim-minji');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/customers?search=kim-minji');
    await page.getByRole('link', { name: '김*지' }).waitFor();
    // The link is on the unfiltered page too, so its presence does not say that the answer is in.
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
    await page.goto(`${local.url}/customers?search=nobody`);
    await page.getByText('‘nobody’에 맞는 고객이 없습니다.').waitFor();
    await page.goto(`${local.url}/customers`);
    await page.getByRole('button', { name: '더 보기' }).click();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 62);
  });

  it('merges a pair of customers after a question, and sets another apart', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/customers`);
    await page.getByRole('link', { name: '중복 후보' }).click();
    await page.getByRole('heading', { level: 1, name: '같은 사람일까요?' }).waitFor();
    const first = page.locator('section.card').filter({ hasText: '이메일 주소가 같습니다' });
    await first.getByRole('button', { name: '이 고객으로 합치기' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: '합치기' }).click();
    await page.getByText('1건을 정했습니다.').waitFor();
    await page.getByRole('button', { name: '다른 사람입니다' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '다른 사람입니다' }).click();
    await page.getByText('2건을 정했습니다.').waitFor();
    const posts = local.calls.filter(({ method }) => method === 'POST');
    expect(posts.map(({ path, body }) => [path, body])).toEqual([
      ['/v1/duplicates/pair-1/confirm', { survivor: 'kim-minji' }],
      ['/v1/duplicates/pair-2/reject', {}],
    ]);
    expect(complaints).toEqual([]);
  });

  it('pauses and resumes a campaign with a key that makes the retry harmless', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/messages/autumn`);
    await page.getByRole('button', { name: '다시 보내기' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '다시 보내기' }).click();
    await page.getByText('다시 보내고 있습니다.').waitFor();
    const [call] = local.calls.filter(({ method }) => method === 'POST');
    expect(call?.path).toBe('/v1/campaigns/autumn/resume');
    expect(call?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('shows in the dialog why an action was refused', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    local.instead.set('POST /v1/campaigns/autumn/cancel', refusal(409, 'conflict', 'The campaign is over.'));
    await page.goto(`${local.url}/messages/autumn`);
    await page.getByRole('button', { name: '캠페인 취소' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '캠페인 취소' }).click();
    await page.getByRole('dialog').getByText('The campaign is over.').waitFor();
    await page.getByRole('dialog').getByText('req-fixture-1').waitFor();
  });

  it('makes a draft and shows what the check found before anything is sent', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/new-campaign`);
    const save = page.getByRole('button', { name: '초안 저장하고 점검' });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('이름', { exact: true }).fill('겨울 인사');
    await page.getByRole('group', { name: '받을 사람' }).getByRole('checkbox', { name: '떠나려는 단골' }).check();
    await page.getByLabel('템플릿', { exact: true }).selectOption('second-order');
    await save.click();
    await page.waitForURL('**/messages/draft');
    await page.getByText('시작할 수 없음').waitFor();
    await page.getByText('1,187명이 받거나').waitFor();
    await page.getByText('(광고) 민지 님, 다시 만나고 싶어요').waitFor();
    const [created] = local.calls.filter(({ method, path }) => method === 'POST' && path === '/v1/campaigns');
    expect(created?.body).toEqual({
      name: '겨울 인사',
      channel: 'email',
      templateId: 'second-order',
      audience: { include: ['rfm:at_risk'], exclude: [] },
      goal: { event: 'Order Completed', windowDays: 14 },
      control: 0.1,
    });
    expect(complaints).toEqual([]);
  });

  it('filters recipients by the reason that the report has counted', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/messages/winback`);
    await page.getByLabel('보기', { exact: true }).selectOption('skipped/noConsent');
    await expect.poll(() => page.getByRole('table').last().locator('tbody tr').count()).toBe(1);
    const last = local.calls.findLast(({ path }) => path.endsWith('/recipients'));
    expect(last?.query.get('status')).toBe('skipped');
    expect(last?.query.get('reason')).toBe('noConsent');
  });

  it('saves settings against the version it has read, and says so when somebody was faster', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
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

  it('says what becomes of low answers, who gets the digest and when a campaign stops', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/settings`);
    await page.getByLabel('할 일로 만들기').check();
    await page.getByLabel('담당자').fill('이단골');
    await page.getByLabel('받을 사람의 고객 ID').fill('boss\n\n staff-2 ');
    expect(await page.getByLabel('스팸 신고 (%)').inputValue()).toBe('0.1');
    await page.getByLabel('스팸 신고 (%)').fill('0.07');
    await page.getByLabel('발송 실패 (%)').fill('');
    await page.getByRole('button', { name: '저장', exact: true }).click();
    await page.getByText('저장했습니다.').waitFor();
    expect(local.calls.findLast(({ method }) => method === 'PUT')?.body).toMatchObject({
      surveys: { tasks: true, assignee: '이단골', dueHours: 24 },
      digest: { to: ['boss', 'staff-2'], webhooks: [] },
      guardrails: { bounce: 0.05, complaint: 0.0007, unsubscribe: 0.03, failure: null },
    });
  });

  it('turns on what the law asks for from now, and adds a topic', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/settings`);
    await page.getByText('아무도 보내지 않는 통지가 있습니다.').waitFor();
    await page.getByLabel('이메일 동의를 메일로 확인').check();
    await page.getByLabel('동의·거부 처리 결과를 바로 알리기').check();
    await page.getByLabel('2년이 되기 한 달 전에 동의 사실 알리기').check();
    expect(await page.getByText('아무도 보내지 않는 통지가 있습니다.').count()).toBe(0);
    await page.getByRole('button', { name: '종류 추가' }).click();
    await page.getByLabel('영문 이름').fill('New-Tea');
    await page.getByLabel('한국어 이름').fill('새 차');
    await page.getByLabel('영어 이름').fill('New tea');
    await page.getByRole('button', { name: '브랜드 추가' }).click();
    await page.getByLabel('브랜드 이름').fill('머그하우스');
    await page.getByLabel('영문 ID').fill('Mug-House');
    await page.getByLabel('발신번호', { exact: true }).fill('1588-1234');
    await page.getByLabel('국내 번호로 가는 문자').selectOption('solapi');
    await page.getByLabel('알림톡과 브랜드 메시지를 보낼 카카오 채널').fill('local-channel');
    await page.getByLabel('시험 그룹').fill('kim-minji\nlee\n');
    await page.getByLabel('쇼핑몰 주소').fill('Shop.example.com');
    await page.getByRole('button', { name: '저장' }).click();
    await page.getByText('저장했습니다.').waitFor();
    expect(local.calls.findLast(({ method }) => method === 'PUT')?.body).toMatchObject({
      brands: [{ id: 'mug-house', name: '머그하우스', smsSender: '1588-1234' }],
      sms: { provider: { KR: 'solapi' }, kakaoChannel: 'local-channel', certificate: null, awsSender: null },
      testGroup: ['kim-minji', 'lee'],
      utm: { hosts: ['shop.example.com'], source: 'dangol' },
      doubleOptIn: { email: 'now', sms: null },
      notices: { result: 'now', reconfirm: 'now', elsewhere: false },
      quietHours: { from: '21:00', to: '08:00' },
      topics: [{ id: 'new-tea', name: { ko: '새 차', en: 'New tea' } }],
    });
    expect(complaints).toEqual([]);
  });

  it('makes a key whose secret is shown at once and gone after a reload, and asks before it revokes one', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/settings`);
    await page.getByLabel('키 이름').fill('매장 POS');
    await page.getByLabel('출처').fill('pos');
    await page.getByRole('button', { name: '키 만들기', exact: true }).click();
    await page.getByText('dangol_write_shown-once').waitFor();
    const made = local.calls.findLast(({ method }) => method === 'POST');
    expect(made?.body).toEqual({ name: '매장 POS', scopes: ['write'], source: 'pos' });
    await page.getByLabel('할 수 있는 일').selectOption('author');
    await page.getByLabel('개인정보').selectOption('shown');
    await page.getByLabel('키 이름').fill('작성자');
    await page.getByRole('button', { name: '키 만들기', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('input[value="작성자"]') === null);
    await page.reload();
    await page.getByRole('button', { name: '‘옛 매장 POS’ 키 폐기' }).click();
    expect(await page.getByText('dangol_write_shown-once').count()).toBe(0);
    await page.getByRole('dialog').getByRole('button', { name: '폐기' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(local.calls.findLast(({ method }) => method === 'POST')?.body).toEqual({
      ...{ name: '작성자', role: 'author', scopes: ['personal'] },
    });
    expect(local.calls.findLast(({ method }) => method === 'DELETE')?.path).toBe('/v1/keys/0000000000000003');
    expect(complaints).toEqual([]);
  });

  it('makes the key of web push once, and puts the account of Firebase in without showing it', async () => {
    const { local, enter } = house();
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/settings`);
    await page.getByRole('button', { name: '웹 푸시 키 만들기' }).click();
    await page.getByText('BCVxsr7N_eNgVRqvHtD0zTZsEc6').waitFor();
    const file = (text: string) => ({ name: 'key.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    const account = { project_id: 'my-shop', client_email: 'push@my-shop.example', private_key: 'secret-of-the-file' };
    await page.getByLabel('서비스 계정 JSON 파일').setInputFiles(file('{}'));
    await page.getByRole('button', { name: '넣기', exact: true }).click();
    await page.getByText('Firebase 서비스 계정 파일이 아닙니다.').waitFor();
    await page.getByLabel('서비스 계정 JSON 파일').setInputFiles(file(JSON.stringify({ type: 'x', ...account })));
    await page.getByRole('button', { name: '넣기', exact: true }).click();
    await page.getByText('Firebase 서비스 계정 파일이 아닙니다.').waitFor({ state: 'detached' });
    await expect.poll(() => local.calls.findLast(({ method }) => method === 'PUT')?.body).toEqual(account);
    await page.getByRole('button', { name: '다른 키로 바꾸기' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '다른 키로 바꾸기' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(local.calls.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body])).toEqual([
      ['/v1/push/web-key', { replace: false }],
      ['/v1/push/web-key', { replace: true }],
    ]);
    expect(await page.content()).not.toContain('secret-of-the-file');
    expect(complaints).toEqual([]);
  });

  it('asks for a key where the page carries none, refuses a wrong one, forgets it on the way out', async () => {
    const { deployed, enter } = house();
    const { page } = await enter(deployed);
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

  it('keeps the last figures of a running campaign in sight while the server stumbles', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    const sending = { ...campaigns[0], status: 'sending' };
    local.instead.set('GET /v1/campaigns/winback', { status: 200, body: sending });
    await page.goto(`${local.url}/messages/winback`);
    await page.getByText('보내는 동안에는 숫자가 바뀝니다.').waitFor();
    local.instead.set('GET /v1/campaigns/winback/report', refusal(503, 'unavailable', 'Try again.'));
    await page.getByRole('alert').getByText('서버가 바쁩니다.').waitFor();
    await page.getByRole('article').getByText('712명', { exact: true }).waitFor();
    local.instead.delete('GET /v1/campaigns/winback/report');
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});
