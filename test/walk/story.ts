import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { seriousFaults } from '../browser/axe.ts';
import { visit } from '../browser/browser.ts';
import { settled } from '../browser/house.ts';
import { xlsxOf } from '../support/xlsx.ts';

const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 360, height: 780 };
const PEOPLE = 24;
const GRADE = '첫눈';
const NAME = '첫눈 오는 날';

const HEADER = ['회원번호', '이름', '이메일', '등급', '수신동의'];
const ROWS = Array.from({ length: PEOPLE }, (_, index) => [
  `snow-${index}`,
  `손님${index}`,
  `snow${index}@example.com`,
  GRADE,
  'Y',
]);

/** Longer than any page's way from one control to the next. */
const MOST_TABS = 120;

/** Walks to a control with Tab, as somebody without a mouse: what is never reached cannot be used. */
const reach = async (page: Page, control: Locator): Promise<void> => {
  await control.waitFor({ state: 'attached' });
  for (let tabs = 0; tabs <= MOST_TABS; tabs++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${MOST_TABS} times Tab never reach ${control}`);
};

const press = async (page: Page, control: Locator, key = 'Enter'): Promise<void> => {
  await reach(page, control);
  await page.keyboard.press(key);
};

const write = async (page: Page, field: Locator, text: string): Promise<void> => {
  await reach(page, field);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
};

/** Arrow by arrow to the option of that text. */
const choose = async (page: Page, field: Locator, option: string): Promise<void> => {
  await reach(page, field);
  await page.keyboard.press('Home');
  const names = await field.locator('option').allTextContents();
  const chosen = () => field.evaluate((select) => select.querySelector('option:checked')?.textContent);
  for (let arrows = 0; arrows < 2 * names.length; arrows++) {
    const before = await chosen();
    if (before === option) return;
    await page.keyboard.press('ArrowDown');
    for (let looks = 0; looks < 20 && (await chosen()) === before; looks++) await delay(25);
  }
  assert.fail(`No arrow reaches ${option} among ${names.join(', ')}`);
};

/** Looks at the page as it stands, wide and on a phone: nothing serious for axe, nothing wider than the screen. */
const look = async (page: Page, folder: string, name: string): Promise<void> => {
  await settled(page);
  for (const [where, size] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const) {
    await page.setViewportSize(size);
    await settled(page);
    await page.screenshot({ path: join(folder, `${name}-${where}.png`), fullPage: true });
    assert.deepEqual(await seriousFaults(page), [], `${name} on a ${where}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= size.width, `${name} is ${width} px wide on a ${where}`);
  }
  await page.setViewportSize(DESKTOP);
};

const signIn = async (page: Page, name: string): Promise<void> => {
  await press(page, page.getByRole('button', { name: '다른 사용자로 로그인' }));
  await press(page, page.getByRole('link', { name: `${name} (${name})` }));
  await page.getByRole('button', { name: `${name} · 로그아웃` }).waitFor();
};

const signOut = async (page: Page, name: string): Promise<void> => {
  await press(page, page.getByRole('button', { name: `${name} · 로그아웃` }));
  await page.getByRole('button', { name: '다른 사용자로 로그인' }).waitFor();
};

const agree = async (page: Page, action: string): Promise<void> => {
  await press(page, page.getByRole('button', { name: action, exact: true }));
  await press(page, page.getByRole('dialog').getByRole('button', { name: action, exact: true }));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

interface Stage {
  readonly browser: Browser;
  /** A local stack with the sample shop, of which `approval` is set to another person. */
  readonly url: string;
  /** Answers when nothing is under way any more. */
  readonly drain: () => Promise<unknown>;
  /** Gets a picture of each page, wide and on a phone. */
  readonly folder: string;
}

/**
 * A marketer's whole story: a file of customers, a segment of them, a mail, a campaign that somebody else approves and
 * sends, and its receipt. By Tab, Enter and arrows alone. Throws where a page complains, is too wide, or has a serious fault for axe.
 */
export const tellStory = async ({ browser, url, drain, folder }: Stage): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  const front = await (await fetch(url)).text();
  const login = front.match(/name="dangol-login" content="(\S+) /)?.[1];
  assert.ok(login, 'The console names no place to sign in.');
  const { page, complaints, close } = await visit(browser, url, { viewport: DESKTOP }, new URL(login).origin);

  await page.goto(`${url}/import`);
  await settled(page);
  const sheet = await xlsxOf({ sheets: [{ name: '회원', rows: [HEADER, ...ROWS] }] });
  const buffer = Buffer.from(await sheet.arrayBuffer());
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    press(page, page.locator('input[type=file]')),
  ]);
  await chooser.setFiles({ name: '회원.xlsx', mimeType, buffer });
  await press(page, page.getByRole('button', { name: '미리 점검하기' }));
  await page.getByRole('heading', { name: '이렇게 됩니다' }).waitFor();
  await look(page, folder, '1-import');
  await press(page, page.getByRole('button', { name: '가져오기 시작' }));
  await page.getByText('모두 가져왔습니다').waitFor();
  await drain();

  await signIn(page, 'author');
  await page.goto(`${url}/new-segment`);
  await settled(page);
  await write(page, page.getByLabel('이름', { exact: true }), GRADE);
  await choose(page, page.getByLabel(/^조건 종류/), '고객 특성');
  await write(page, page.getByLabel('특성', { exact: true }), 'grade');
  await write(page, page.getByLabel('값', { exact: true }), GRADE);
  await page.getByText(`${PEOPLE}명`).first().waitFor();
  await look(page, folder, '2-segment');
  await press(page, page.getByRole('button', { name: '저장', exact: true }));
  await page.waitForURL('**/segments/*');

  await page.goto(`${url}/new-template`);
  await settled(page);
  await write(page, page.getByLabel('이름', { exact: true }), NAME);
  await write(page, page.getByLabel('제목', { exact: true }), '첫눈 오는 날, 차 한 잔');
  await write(page, page.getByLabel('본문', { exact: true }), '<p>{{ customer.traits.name }}님, 오세요.</p>');
  await look(page, folder, '3-template');
  await press(page, page.getByRole('button', { name: '저장', exact: true }));
  await page.waitForURL('**/templates/*');

  await page.goto(`${url}/new-campaign`);
  await settled(page);
  await write(page, page.getByLabel('이름', { exact: true }), NAME);
  const audience = page.getByRole('group', { name: '받을 사람' });
  await press(page, audience.getByRole('checkbox', { name: GRADE }), 'Space');
  await choose(page, page.getByLabel('템플릿', { exact: true }), `${NAME} · 이메일`);
  await page.getByText(`이메일로 ${PEOPLE}명에게 닿고`).waitFor();
  await look(page, folder, '4-composer');
  await press(page, page.getByRole('button', { name: '초안 저장하고 점검' }));
  await page.waitForURL('**/messages/*');
  const campaign = page.url();
  await look(page, folder, '5-draft');
  await signOut(page, 'author');

  await signIn(page, 'approver');
  await page.goto(url);
  await page.getByText(`‘${NAME}’ 캠페인이 다른 사람의 승인을 기다립니다.`).waitFor();
  await look(page, folder, '6-today');
  await page.goto(campaign);
  await settled(page);
  await agree(page, '승인하기');
  await agree(page, '보내기 시작');
  await drain();
  await page.goto(campaign);
  const slip = page.getByRole('article');
  await slip.getByText(NAME).waitFor();
  await look(page, folder, '7-receipt');
  const text = (await slip.textContent()) ?? '';
  assert.match(text, /보냄\D*\d+명/, text);

  assert.deepEqual(complaints, []);
  await close();
};
