import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicApi } from '../support/public-api.ts';
import { freePort, type StackProcess, startStackProcess } from '../support/stack-process.ts';

/** The client of the Segment project, of which nothing but the host is changed. */
describe('the official @segment/analytics-node', () => {
  let stack: StackProcess;
  beforeAll(async () => {
    stack = await startStackProcess({ port: await freePort() });
  });
  afterAll(() => stack?.stop());

  it('delivers every call, and all are on the timelines', async () => {
    const analytics = new Analytics({ writeKey: 'local-write', host: stack.url, flushAt: 7, flushInterval: 50 });
    const failures: unknown[] = [];
    const statuses: number[] = [];
    analytics.on('error', (error) => failures.push(error));
    analytics.on('http_response', ({ status }) => statuses.push(status));

    analytics.identify({ userId: 'kim', traits: { email: 'kim@example.com', name: '김단골' } });
    analytics.group({ userId: 'kim', groupId: 'seoul', traits: { city: '서울' } });
    analytics.alias({ userId: 'kim', previousId: 'kim-old' });
    analytics.page({ userId: 'kim', name: 'Home', properties: { path: '/' } });
    analytics.screen({ userId: 'kim', name: 'Main' });
    for (let index = 0; index < 100; index++) {
      analytics.track({
        userId: 'kim',
        event: 'Product Viewed',
        properties: { index, name: '동백 향초' },
        timestamp: new Date(Date.now() - index * 60_000),
      });
    }
    analytics.track({ anonymousId: 'device-1', event: 'Product Viewed' });
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    expect(new Set(statuses)).toEqual(new Set([200]));

    const api = publicApi(stack.url);
    await api.drain();
    const mine = await api.timeline('kim');
    const types = mine.map(({ type }) => type);
    expect(
      Object.fromEntries([...new Set(types)].map((type) => [type, types.filter((one) => one === type).length])),
    ).toEqual({
      identify: 1,
      group: 1,
      alias: 1,
      page: 1,
      screen: 1,
      track: 100,
    });
    expect(await api.timeline('a:device-1')).toHaveLength(1);
    expect(await api.request('GET', '/v1/customers?email=kim%40example.com')).toMatchObject({ data: [{ id: 'kim' }] });
  });
});
