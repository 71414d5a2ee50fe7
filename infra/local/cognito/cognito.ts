import type { UserPoolPlan } from '../plan.ts';
import { serve } from '../stand-in/server.ts';
import { createAdminApi } from './admin-api.ts';
import { openDirectory } from './directory.ts';
import { createSignInPages } from './sign-in-pages.ts';
import { createTokens } from './tokens.ts';

/**
 * Amazon Cognito user pools: the API that the product calls, each pool's JWKS, and its sign-in pages. Left out: passwords, second
 * factors and mails, because whoever reaches a loopback port is the developer.
 */
export async function startCognito(options: { clock: () => number; dataDir?: string }) {
  const { clock } = options;
  const pools: UserPoolPlan[] = [];
  const directory = openDirectory(options);
  const tokens = createTokens({ clock, issuerOf: (pool) => `${server.endpoint}/${pool}` });
  const admin = createAdminApi(directory, clock, (pool) => pools.find(({ id }) => id === pool)?.groups);
  const pages = createSignInPages({
    directory,
    tokens,
    clock,
    clientOf: (id) =>
      pools
        .flatMap((pool) => pool.clients.map((client) => ({ pool: pool.id, client })))
        .find((one) => one.client.id === id),
  });
  const server = await serve((request) => {
    if (request.headers['x-amz-target'] !== undefined) return admin(request);
    const isJwks = pools.some(({ id }) => request.path === `/${id}/.well-known/jwks.json`);
    const headers = { 'content-type': 'application/json' };
    if (isJwks) return { status: 200, headers, body: JSON.stringify(tokens.jwks) };
    return pages(request) ?? { status: 404, headers, body: '{"error":"not_found"}' };
  });
  return {
    ...server,
    tokens,
    /** The pools that the template describes. */
    configure(planned: readonly UserPoolPlan[]): void {
      pools.push(...planned);
      for (const pool of planned) directory.furnish(pool);
    },
  };
}
