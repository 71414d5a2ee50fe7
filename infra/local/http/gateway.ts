import type { FunctionPool } from '../lambda/function-pool.ts';
import type { Plan } from '../plan.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { gatewayError, type HttpAnswer, type HttpRequest, isDecodable, toAnswer, toEvent } from './payload.ts';
import { createRouter } from './routes.ts';

// Limits of an HTTP API and of a synchronous Lambda invocation.
const integrationTimeoutMs = 30_000;
const maxEvent = 6 * 1024 * 1024;

/** The HTTP API of the template: routes, preflight, payload 2.0, errors in the gateway's words. */
export function createGateway(options: {
  plan: Pick<Plan, 'routes' | 'integrations' | 'cors'>;
  pools: ReadonlyMap<string, FunctionPool>;
  now(): number;
}): (request: HttpRequest) => Promise<HttpAnswer> {
  const { plan, pools } = options;
  const route = createRouter(plan.routes);

  const invoke = async (pool: FunctionPool, event: string): Promise<HttpAnswer> => {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), integrationTimeoutMs);
    });
    const result = await Promise.race([pool.invoke(event), tooLate]);
    clearTimeout(timer);
    if (result === undefined) return gatewayError(503, 'Service Unavailable');
    return result.ok ? toAnswer(result.payload) : gatewayError(500, 'Internal Server Error');
  };

  const answer = async (request: HttpRequest): Promise<HttpAnswer> => {
    if (!isDecodable(request.path)) return gatewayError(400, 'Bad Request');
    const match = route(request.method, request.path);
    if (match === undefined) return gatewayError(404, 'Not Found');
    const pool = pools.get(plan.integrations.get(match.target) ?? '');
    if (pool === undefined) return gatewayError(500, 'Internal Server Error');
    const event = JSON.stringify(toEvent(request, match, options.now(), 'local'));
    if (event.length > maxEvent) return gatewayError(413, 'Request Entity Too Large');
    return invoke(pool, event);
  };

  return async (request) => {
    const { cors } = plan;
    const { origin } = request.headers;
    if (cors !== undefined && request.method === 'OPTIONS') {
      return {
        status: 204,
        headers: preflightHeaders(cors, origin, request.headers['access-control-request-method']),
        body: '',
      };
    }
    const given = await answer(request);
    return { ...given, headers: { ...given.headers, ...corsHeaders(cors, origin) } };
  };
}
