import { describe, expect, test } from 'vitest';
import { createRouter } from '../../../infra/local/http/routes.ts';

const router = (...keys: string[]) => createRouter(keys.map((routeKey) => ({ routeKey, target: routeKey })));

describe('route selection, with the example of the API Gateway guide', () => {
  const select = router('GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default');

  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['POST', '/', '$default', {}],
  ])('%s %s goes to %s', (method, path, routeKey, parameters) => {
    expect(select(method, path)).toEqual({ routeKey, target: routeKey, parameters });
  });

  test('a literal segment wins over a variable from the left, and a full match over a greedy one', () => {
    const routes = router('POST /v1/{kind}', 'POST /v1/track', 'POST /{proxy+}', 'POST /v1/{proxy+}');
    expect(routes('POST', '/v1/track')?.routeKey).toBe('POST /v1/track');
    expect(routes('POST', '/v1/other')?.routeKey).toBe('POST /v1/{kind}');
    expect(routes('POST', '/v1/a/b')?.routeKey).toBe('POST /v1/{proxy+}');
    expect(routes('POST', '/elsewhere')?.routeKey).toBe('POST /{proxy+}');
  });

  test('a named method wins over ANY on the same path', () => {
    const routes = router('ANY /v1/{proxy+}', 'GET /v1/{proxy+}');
    expect(routes('GET', '/v1/x')?.routeKey).toBe('GET /v1/{proxy+}');
    expect(routes('PUT', '/v1/x')?.routeKey).toBe('ANY /v1/{proxy+}');
  });

  test('path parameters arrive decoded; an empty segment is no parameter', () => {
    const routes = router('GET /c/{token}', 'GET /f/{proxy+}');
    expect(routes('GET', '/c/a%20b')?.parameters).toEqual({ token: 'a b' });
    expect(routes('GET', '/c/')).toBeUndefined();
    expect(routes('GET', '/f/')).toBeUndefined();
    expect(routes('DELETE', '/c/x')).toBeUndefined();
  });

  test('a broken escape does not break the router', () => {
    expect(router('GET /c/{token}')('GET', '/c/%E0%A4%A')?.parameters).toEqual({ token: '%E0%A4%A' });
  });

  test('a pair whose order AWS does not document is refused by name', () => {
    expect(() => router('ANY /v1/{proxy+}', 'GET /{proxy+}')).toThrow("Routes 'ANY /v1/{proxy+}' and 'GET /{proxy+}'");
    expect(() => router('ANY /v1/{id}', 'GET /{room}/{id}')).toThrow('AWS does not document which one wins');
  });

  test('pairs that cannot meet, or whose order is documented, are accepted', () => {
    expect(() => router('ANY /v1/{proxy+}', 'GET /health', 'GET /o/{token}', 'GET /')).not.toThrow();
    expect(() => router('ANY /{proxy+}', 'GET /pets/{proxy+}')).not.toThrow();
  });
});
