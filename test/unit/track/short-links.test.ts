import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/track/handler.ts';
import type { TrackMessage } from '../../../shared/feedback/track-message.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import type { LinkRow } from '../../../shared/tracking/short-link-store.ts';
import { LINK_KEY } from '../../../shared/tracking/token.ts';
import { httpEvent, lambdaContext } from '../../support/http-event.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const ROW: LinkRow = { ref: 'winback_03_0_7', urls: ['https://shop.example.com/a', 'https://shop.example.com/b'] };

const visit = async (code: string, method = 'GET') => {
  const seen: TrackMessage[] = [];
  const asked: string[] = [];
  const handler = createHandler({
    clock: () => NOW,
    linkKey: async () => deriveKey('ab'.repeat(32), LINK_KEY),
    record: () => Promise.reject(new Error('no other table may be read for this')),
    landing: async () => undefined,
    survey: async () => undefined,
    shortLinks: {
      find: async (name) => {
        asked.push(name);
        return name === 'Abc123xyz' ? ROW : undefined;
      },
    },
    report: async (message) => void seen.push(message),
  });
  const event = httpEvent({
    method,
    path: `/s/${code}`,
    pathParameters: { code },
    headers: { 'user-agent': 'Mozilla/5.0' },
  });
  return { answer: await handler(event, lambdaContext()), seen, asked };
};

describe('a short link', () => {
  it('goes where its message’s row says and is reported as the click that it is', async () => {
    const { answer, seen } = await visit('Abc123xyz1');
    expect(answer).toMatchObject({ statusCode: 302, headers: { location: 'https://shop.example.com/b' } });
    expect(seen).toMatchObject([{ kind: 'click', ref: ROW.ref, url: 'https://shop.example.com/b' }]);
  });

  it.each(['Abc123xyz2', 'Abc123xyzd', 'Abc123xyzz', 'Zzz123xyz0'])(
    'that no message carried leads nowhere: %s',
    async (code) => {
      const { answer, seen } = await visit(code);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers).not.toHaveProperty('location');
      expect(seen).toEqual([]);
    },
  );

  it.each(['Abc123xyz', 'Abc123xyz00', 'Abc123xy%200', 'Abc123xyz#'])(
    'of another shape is not even looked up: %s',
    async (code) => {
      const { answer, asked } = await visit(code);
      expect(answer.statusCode).toBe(404);
      expect(asked).toEqual([]);
    },
  );

  it('that leads to a page answers no POST', async () => {
    const { answer, seen } = await visit('Abc123xyz0', 'POST');
    expect(answer.statusCode).toBe(404);
    expect(seen).toEqual([]);
  });
});
