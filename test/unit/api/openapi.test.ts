import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BODY_EXAMPLES } from '../../../functions/serve-api/body-examples.ts';
import { openApiDocument } from '../../../shared/api/openapi.ts';
import type { Route } from '../../../shared/api/route.ts';
import { ERROR_STATUS } from '../../../shared/platform/errors.ts';
import { RULE_COMPONENT, ruleShape } from '../../../shared/segments/rule.ts';
import { allRoutes } from '../../support/all-routes.ts';

const mediaSchema = z.object({
  'application/json': z.looseObject({ schema: z.unknown(), example: z.unknown().optional() }),
});
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        summary: z.string(),
        requestBody: z.object({ content: mediaSchema }).optional(),
        responses: z.record(z.string(), z.looseObject({ description: z.string(), content: mediaSchema.optional() })),
      }),
    ),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string().min(10) }) });

describe('the OpenAPI document', () => {
  let routes: readonly Route[];
  let document: z.output<typeof documentSchema>;
  const operationOf = ({ method, path }: Route) => document.paths[path]?.[method.toLowerCase()];

  beforeAll(async () => {
    routes = await allRoutes();
    document = documentSchema.parse(openApiDocument(routes, '0.1.0', { [RULE_COMPONENT]: ruleShape }, BODY_EXAMPLES));
  });

  it('has every route, under a name of its own, with a summary', () => {
    expect(routes.length).toBeGreaterThan(90);
    expect(routes.filter((route) => operationOf(route) === undefined)).toEqual([]);
    const named = Map.groupBy(routes, (route) => operationOf(route)?.operationId);
    const shared = [...named.values()].filter((of) => of.length > 1);
    expect(shared.map((of) => of.map(({ method, path }) => `${method} ${path}`))).toEqual([]);
    for (const { summary, path } of routes) expect(summary.length, path).toBeGreaterThan(5);
  });

  it('tells of every route how it refuses, each with an example', () => {
    for (const route of routes) {
      const refusals = Object.entries(operationOf(route)?.responses ?? {}).filter(([status]) => /^\d{3}$/.test(status));
      const statuses = refusals.map(([status]) => Number(status));
      expect(statuses, route.path).toContain(503);
      if (route.scope !== 'public') expect(statuses).toEqual(expect.arrayContaining([401, 403, 429]));
      if (route.path.includes('{')) expect(statuses).toContain(404);
      if (route.body) expect(statuses).toEqual(expect.arrayContaining([413, 422]));
      for (const [status, { description, content }] of refusals) {
        const example = errorSchema.parse(content?.['application/json'].example);
        expect(ERROR_STATUS).toHaveProperty(example.error.code, Number(status));
        expect(description).toBe(example.error.code);
      }
    }
  });

  it('shows a body that the route accepts for every route that takes one', () => {
    const taking = routes.filter(({ body }) => body !== undefined);
    const without = taking.filter((route) => {
      const example = operationOf(route)?.requestBody?.content['application/json'].example;
      return !route.body?.safeParse(example).success;
    });
    expect(taking.length).toBeGreaterThan(40);
    expect(without.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it('shows an answer of its own shape for every route that answers one, and says of the others that they answer nothing', () => {
    const answering = routes.filter(({ answer }) => answer !== undefined);
    const without = answering.filter((route) => {
      const example = operationOf(route)?.responses['2XX']?.content?.['application/json'].example;
      return example === undefined || !route.answer?.safeParse(example).success;
    });
    expect(without.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    const others = routes.filter(({ answer, method }) => answer === undefined && method !== 'DELETE');
    expect(others.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      ...['GET /r/{token}', 'GET /v1/openapi.json', 'POST /v1/onsite-messages/{id}/outcome'],
      ...['POST /v1/users/{name}/invite', 'PUT /v1/push/firebase'],
    ]);
  });

  it('refers to nothing that it does not hold', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name = '']) => name,
    );
    expect(refs.length).toBeGreaterThan(100);
    const held = new Set(Object.keys(document.components.schemas));
    expect([...new Set(refs)].filter((name) => !held.has(name))).toEqual([]);
  });
});
