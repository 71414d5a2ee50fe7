import * as z from 'zod';
import { openApiDocument } from '../../../shared/api/openapi.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { RULE_COMPONENT, ruleShape } from '../../../shared/segments/rule.ts';
import { BODY_EXAMPLES } from '../body-examples.ts';

const VERSION = '0.1.0';

/** Health and the description of all other routes; neither says anything about the shop, so neither needs a key. */
export const systemRoutes = (others: readonly Route[]): readonly Route[] => {
  const health = route({
    method: 'GET',
    path: '/health',
    scope: 'public',
    tag: 'system',
    summary: 'Is the API up',
    answer: z.object({ status: z.literal('ok'), version: z.string() }),
    handle: async () => ({ body: { status: 'ok', version: VERSION } }),
  });
  let made: unknown;
  const described: Route = route({
    method: 'GET',
    path: '/v1/openapi.json',
    scope: 'public',
    tag: 'system',
    summary: 'This API as OpenAPI 3.1',
    handle: async () => {
      made ??= openApiDocument([health, described, ...others], VERSION, { [RULE_COMPONENT]: ruleShape }, BODY_EXAMPLES);
      return { body: made };
    },
  });
  return [health, described];
};
