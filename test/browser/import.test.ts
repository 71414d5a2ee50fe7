import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { xlsxOf } from '../support/xlsx.ts';
import type { Fixture } from './fixture-api.ts';
import { describeInBrowser, settled } from './house.ts';

const HEADER = ['주문번호', '주문일시', '주문자명', '휴대폰', '결제금액', '수신동의', '비고'];
const ROWS = [
  ['A-1', '2026.11.20 오후 3:05', '김단골', '1012345678', '35,000원', 'Y', ''],
  ['A-2', '2026-11-21', '이단골', '010-2222-3333', '₩12,000', '거부', '=HYPERLINK("http://evil.example")'],
  ['A-3', '내일', '이단골', '010-2222-3333', '₩12,000', '거부', ''],
];

const accepting = (fixture: Fixture) =>
  fixture.instead.set('POST /v1/batch', { status: 200, body: { success: true }, headers: { 'x-dangol-stored': '1' } });

const batchSchema = z.object({ batch: z.array(z.looseObject({ messageId: z.string(), type: z.string() })) });
const batches = (fixture: Fixture) =>
  fixture.calls
    .filter(({ path }) => path === '/v1/batch')
    .map(({ body, headers }) => ({ headers, batch: batchSchema.parse(body).batch }))
    .filter(({ batch }) => batch.length > 0);

const give = (page: Page, name: string, content: string | Buffer) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });

describeInBrowser('importing in the console', (house) => {
  it('guesses an Excel file, says what will happen, sends it and lists what was rejected', async () => {
    const { local, enter } = house();
    accepting(local);
    const { page, complaints } = await enter(local);
    await page.goto(`${local.url}/customers`);
    await page.getByRole('link', { name: '파일 가져오기' }).click();
    await settled(page);
    const sheet = await xlsxOf({ sheets: [{ name: '11월', rows: [['2026년 11월 주문'], HEADER, ...ROWS] }] });
    await give(page, '주문.xlsx', Buffer.from(await sheet.arrayBuffer()));
    await page.getByText('엑셀 파일 · 시트 ‘11월’').waitFor();
    expect(await page.getByLabel('주문번호', { exact: true }).inputValue()).toBe('orderId');
    expect(await page.getByLabel('휴대폰', { exact: true }).inputValue()).toBe('traits.phone');
    expect(await page.getByLabel('비고', { exact: true }).inputValue()).toBe('');
    expect(batches(local)).toEqual([]);

    await page.getByRole('button', { name: '미리 점검하기' }).click();
    await page.getByRole('heading', { name: '이렇게 됩니다' }).waitFor();
    await page.getByText('2 · 47,000원').waitFor();
    await page.getByText('‘주문일시’ 열의 "내일"은(는) 날짜로 읽을 수 없습니다').waitFor();
    expect(batches(local)).toEqual([]);

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: '거절된 1줄 내려받기' }).click();
    const list = readFileSync((await (await saved).path()) ?? '', 'utf8');
    expect(list).toMatch(/^\ufeffline,reason\n5,"‘주문일시’ 열의 ""내일""/);

    await page.getByRole('button', { name: '가져오기 시작' }).click();
    await page.getByText('모두 가져왔습니다').waitFor();
    const [sent] = batches(local);
    expect(sent?.headers).toMatchObject({ authorization: 'Bearer good-key', 'x-dangol-import': '1' });
    expect(sent?.batch.map(({ type }) => type)).toEqual(['track', 'identify', 'track', 'identify']);
    expect(sent?.batch[1]).toMatchObject({ traits: { phone: '010-1234-5678', name: '김단골', 'consent.sms.ad': 'Y' } });
    expect(complaints).toEqual([]);
  });

  it('can be told what a column is, and says in a sentence what is missing', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/import`);
    await give(page, 'odd.csv', 'no,what\n1,kim@example.com\n2,lee@example.com\n');
    await page.getByLabel('what', { exact: true }).selectOption('');
    await page.getByRole('button', { name: '미리 점검하기' }).click();
    await page.getByText('The map needs "userId" or "anonymousId"').waitFor();
    await page.getByLabel('no', { exact: true }).selectOption('userId');
    await page.getByLabel('what', { exact: true }).selectOption('email');
    await page.getByRole('button', { name: '미리 점검하기' }).click();
    await page.getByRole('button', { name: '가져오기 시작' }).waitFor();
  });

  it('refuses what is no table, in place', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/import`);
    await give(page, 'old.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1]));
    await page.getByText('This is an old Excel (XLS) file').waitFor();
  });

  it('stops when it is told to and sends only the rest when it goes on; the page stays alive meanwhile', async () => {
    const { local, enter } = house();
    const { page } = await enter(local);
    await page.goto(`${local.url}/import`);
    const rows = Array.from({ length: 30_000 }, (_, at) => `B-${at},2026-11-20,k${at},1000`);
    await give(page, 'long.csv', ['주문번호,주문일시,회원아이디,결제금액', ...rows].join('\n'));
    await page.getByRole('button', { name: '미리 점검하기' }).click();
    await page.getByRole('button', { name: '가져오기 시작' }).waitFor();
    // The first requests are never answered, so that the import is surely under way when it is stopped.
    local.instead.set('POST /v1/batch', 'never');
    await page.getByRole('button', { name: '가져오기 시작' }).click();
    await page.getByRole('button', { name: '멈추기' }).click();
    await page.getByText('멈췄습니다.').waitFor();
    accepting(local);
    local.calls.length = 0;
    await page.evaluate(() => {
      // The longest time in which the page could not have answered a click.
      let last = performance.now();
      const beat = (): void => {
        const gap = performance.now() - last;
        last = performance.now();
        document.body.dataset.gap = String(Math.max(gap, Number(document.body.dataset.gap ?? 0)));
        setTimeout(beat);
      };
      beat();
    });
    await page.getByRole('button', { name: '이어서 가져오기' }).click();
    await page.getByText('모두 가져왔습니다').waitFor();
    const ids = batches(local).flatMap(({ batch }) => batch.map(({ messageId }) => messageId));
    expect(new Set(ids).size).toBe(30_000);
    expect(Number(await page.evaluate(() => document.body.dataset.gap))).toBeLessThan(1_000);
  });

  it('fits a telephone, and speaks English', async () => {
    const { local, enter } = house();
    const { page } = await enter(local, { viewport: { width: 360, height: 780 }, locale: 'en-GB' });
    await page.goto(`${local.url}/import`);
    await give(
      page,
      'orders.csv',
      [HEADER, ...ROWS].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n'),
    );
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('heading', { name: 'What will happen' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});
