import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { runMainJob } from '../../infra/sample/main-job.ts';
import { findChromium, launchChromium, visit } from '../browser/browser.ts';
import { settled } from '../browser/house.ts';

const executable = findChromium();

describe.skipIf(!executable)('the console on the running stack, the morning after a campaign', () => {
  let stack: LocalStack;
  let browser: Browser;

  beforeAll(async () => {
    stack = await startStack({ clock: '2026-11-23T10:00:00+09:00' });
    browser = await launchChromium(executable ?? '');
    await runMainJob({
      url: stack.url,
      now: stack.clock.now,
      drain: stack.drain,
      advance: stack.advance,
      say: () => undefined,
      customers: 120,
    });
    await stack.advance('2026-11-24T09:00:00+09:00');
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it.each([
    ['today', '/', '오늘', '어제는 주문'],
    ['customer', '/customers/c0001', undefined, '특성을 받음'],
    ['campaign', '/messages/second-order', '한 번 산 손님에게 두 번째 주문 쿠폰', '순이익'],
    ['results', '/results', '성과', '최근성과 빈도'],
    ['readiness', '/readiness', '데이터 점검', '지금 데이터로 되는 일'],
  ])('shows %s at %s', async (name, path, title, text) => {
    const { page, complaints, close } = await visit(browser, stack.url);
    await page.goto(stack.url + path);
    await page.getByRole('heading', { level: 1, ...(title === undefined ? {} : { name: title }) }).waitFor();
    await settled(page);
    await page.screenshot({ path: `test-results/real-stack-${name}.png`, fullPage: true });
    await page.getByText(text).first().waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('lets a local user sign in with a code, look as that user, stay in with another token, and sign out', async () => {
    const { page, close } = await visit(browser, stack.url, {}, stack.endpoints.COGNITO_IDENTITY_PROVIDER);
    await page.goto(`${stack.url}/settings`);
    await page.getByText('viewer@example.com').waitFor();
    await page.getByRole('button', { name: '다른 사용자로 로그인' }).click();
    await page.getByRole('link', { name: 'author (author)' }).click();
    await page.getByText('사용자는 admin 역할만 볼 수 있습니다.').waitFor();
    expect(page.url()).toBe(`${stack.url}/settings`);
    expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => /token|key|login/.test(name)))).toEqual(
      [],
    );

    // The token is over by the product's clock, which the browser does not know: the 401 makes it ask for another.
    await stack.advance('2026-11-24T09:20:00+09:00');
    await page.goto(`${stack.url}/customers`);
    await settled(page);
    await page.getByRole('link', { name: 'c0001' }).first().waitFor();
    await page.screenshot({ path: 'test-results/real-stack-author.png', fullPage: true });
    await page.getByRole('button', { name: 'author · 로그아웃' }).click();
    await page.getByRole('button', { name: '다른 사용자로 로그인' }).waitFor();
    // The way out leads over another page: what is asked in between is asked again.
    const tokens = () => page.evaluate(() => sessionStorage.getItem('dangol.tokens')).catch(() => 'on the way');
    await expect.poll(tokens).toBeNull();

    // A link with somebody's code signs nobody in: this tab did not ask for it.
    // The way out may still be on its way, and a browser gives up one for the other.
    const follow = () => page.goto(`${stack.url}/?code=stolen&state=made-up`).then(Boolean, () => false);
    await expect.poll(follow).toBe(true);
    await page.getByRole('button', { name: '다른 사용자로 로그인' }).waitFor();
    expect(page.url()).toBe(`${stack.url}/`);
    await close();
  });

  it('shows the mail of the campaign in the inbox, with its label and its way out', async () => {
    const { page, complaints, close } = await visit(browser, stack.url);
    await page.goto(`${stack.url}/inbox`);
    await page.getByRole('link', { name: '(광고)' }).first().click();
    await page.frameLocator('iframe').first().getByText('수신거부').first().waitFor();
    await page.screenshot({ path: 'test-results/real-stack-inbox.png', fullPage: true });
    expect(complaints).toEqual([]);
    await close();
  });
});
