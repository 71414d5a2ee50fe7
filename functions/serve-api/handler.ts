import { createIdempotencyStore } from '../../shared/api/idempotency-store.ts';
import type { Route } from '../../shared/api/route.ts';
import { createRouter } from '../../shared/api/router.ts';
import { httpHandler } from '../../shared/platform/http.ts';
import { createApiKeyStore } from '../../shared/settings/api-key-store.ts';
import { createAccessTokens } from '../../shared/users/access-token.ts';
import { createCallers } from '../../shared/users/callers.ts';
import { systemRoutes } from './routes/system.ts';
import type { Services } from './services.ts';

/** A route file: builds what it needs from the services and answers its part of the table. */
export type RouteFile = (services: Services) => readonly Route[];

const MAX_BODY_BYTES = 5 * 1024 * 1024;

export const createHandler = (services: Services, files: readonly RouteFile[]) => {
  const { dynamo, environment, clock } = services;
  const resources = files.flatMap((file) => file(services));
  const router = createRouter({
    routes: [...systemRoutes(resources), ...resources],
    callers: createCallers(
      createApiKeyStore(dynamo, environment.DEFINITIONS_TABLE, clock),
      createAccessTokens(environment.USERS_ISSUER, environment.USERS_CLIENT_ID),
    ),
    idempotency: createIdempotencyStore(dynamo, environment.DEFINITIONS_TABLE, clock, services.signingKey),
    clock,
  });
  return httpHandler(router, { maxBodyBytes: MAX_BODY_BYTES });
};
