import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createMatcher } from '../../../shared/api/match.ts';
import { fromCursor, toCursor } from '../../../shared/api/page.ts';
import { type Method, type Route, route } from '../../../shared/api/route.ts';
import { versionOf } from '../../../shared/api/router.ts';

const entry = (method: Method, path: `/${string}`): Route =>
  route({ method, path, scope: 'read', tag: 'test', summary: path, handle: async () => ({}) });

const match = createMatcher([
  entry('GET', '/v1/segments/{id}'),
  entry('PUT', '/v1/segments/{id}'),
  entry('POST', '/v1/segments/preview'),
  entry('GET', '/v1/segments/special'),
  entry('PUT', '/v1/customers/{id}/consents/{channel}'),
]);

describe('finding the route of a call', () => {
  it('binds and decodes the parts of the path', () => {
    expect(match('GET', '/v1/segments/rfm%3Aat_risk')).toMatchObject({ kind: 'found', params: { id: 'rfm:at_risk' } });
    expect(match('PUT', '/v1/customers/a:1/consents/sms')).toMatchObject({ params: { id: 'a:1', channel: 'sms' } });
    expect(match('GET', '/v1/segments/50%')).toMatchObject({ params: { id: '50%' } });
  });

  it('prefers a fixed segment to a name', () => {
    expect(match('GET', '/v1/segments/special')).toMatchObject({ route: { path: '/v1/segments/special' } });
    expect(match('GET', '/v1/segments/special/')).toMatchObject({ route: { path: '/v1/segments/special' } });
  });

  it('tells a wrong method from an unknown path', () => {
    expect(match('DELETE', '/v1/segments/x')).toEqual({ kind: 'wrong_method', allowed: ['GET', 'PUT'] });
    expect(match('GET', '/v1/segments/preview')).toMatchObject({ kind: 'found', params: { id: 'preview' } });
    expect(match('GET', '/v1/segments/x/y')).toEqual({ kind: 'unknown' });
    expect(match('GET', '/v1/segments/')).toEqual({ kind: 'unknown' });
  });
});

describe('the version in If-Match', () => {
  it('reads what this API answers as ETag, and refuses anything else', () => {
    expect(versionOf(undefined)).toBeUndefined();
    expect(versionOf('*')).toBeUndefined();
    expect(versionOf('"12"')).toBe(12);
    expect(versionOf('W/"12"')).toBe(12);
    expect(versionOf('12')).toBe(12);
    expect(() => versionOf('"abc"')).toThrow(/not an ETag of this API/);
  });
});

describe('a cursor', () => {
  const schema = z.object({ after: z.string() });

  it('comes back as it was, and a made-up one is refused', () => {
    expect(fromCursor(schema, toCursor({ after: 'u:김' }))).toEqual({ after: 'u:김' });
    for (const made of ['', 'zzz', toCursor({ before: 1 }), '{"after":"x"}']) {
      expect(() => fromCursor(schema, made)).toThrow(/not one of this list/);
    }
  });
});
