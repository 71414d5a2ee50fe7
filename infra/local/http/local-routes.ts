import * as z from 'zod';
import { BREAK_FORM, BREAK_PAGE } from '../break/break.ts';
import type { Clock } from '../clock.ts';
import type { Control } from '../control.ts';
import { type FaultSettings, type FaultShares, faultsSchema } from '../faults.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { HttpAnswer, HttpRequest } from './payload.ts';

const advanceSchema = z.strictObject({ to: z.iso.datetime({ offset: true }), every: z.boolean().default(false) });

function json(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function refusal(message: string): HttpAnswer {
  return json(400, { error: { code: 'invalid_request', message } });
}

/** A page of another site must not reach the stack through the visitor's browser, nor by a name that it points at 127.0.0.1. */
function fromElsewhere({ headers, path }: HttpRequest): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (!['localhost', '127.0.0.1', '[::1]'].includes(host)) return true;
  const { origin } = headers;
  return path.startsWith('/_local/') && origin !== undefined && origin !== `http://${headers.host}`;
}

/** Every address of the console is its page; what receivers of messages see, under one letter each, must not carry the key. */
function isConsolePage(path: string): boolean {
  return !/^\/(v1|[a-z])\//.test(path);
}

/** Puts the local admin key where the console looks for a preset one. */
function presetKey(answer: HttpAnswer): HttpAnswer {
  const type = String(answer.headers['content-type'] ?? '');
  if (!type.startsWith('text/html') || answer.headers['content-encoding'] !== undefined) return answer;
  const { 'content-length': _length, etag: _etag, ...headers } = answer.headers;
  return {
    ...answer,
    headers,
    body: answer.body.toString().replace('</head>', '<meta name="dangol-key" content="local-admin"></head>'),
  };
}

/** Routes that exist only locally: test controls, the inbox, and the page to break things. Everything else goes to the HTTP API of the template. */
export function withLocalRoutes(options: {
  gateway(request: HttpRequest): Promise<HttpAnswer>;
  control: Control;
  clock: Clock;
  inbox: Inbox;
  breakIt(request: HttpRequest): Promise<HttpAnswer>;
  setFaults(settings: FaultSettings): Promise<FaultShares>;
  /** Environment of the function whose logical id begins so. */
  environmentOf(name: string): Readonly<Record<string, string>> | undefined;
}): (request: HttpRequest) => Promise<HttpAnswer> {
  const { control, clock } = options;

  const local = async (path: string, body: unknown): Promise<HttpAnswer> => {
    if (path === '/_local/drain') return json(200, await control.drain());
    if (path === '/_local/advance') {
      const parsed = advanceSchema.safeParse(body);
      if (!parsed.success)
        return refusal(`Body must be {"to": ISO time with zone, "every"?: boolean}: ${z.prettifyError(parsed.error)}`);
      const to = Date.parse(parsed.data.to);
      const now = new Date(clock.now()).toISOString();
      if (to < clock.now()) return refusal(`The clock is at ${now} and cannot go back to ${parsed.data.to}.`);
      return json(200, await control.advance(to, parsed.data.every));
    }
    if (path === '/_local/faults') {
      const parsed = faultsSchema.safeParse(body);
      if (!parsed.success) return refusal(`Body must hold shares from 0 to 1: ${z.prettifyError(parsed.error)}`);
      return json(200, await options.setFaults(parsed.data));
    }
    // For tools that work on the tables as a function does, such as npm run rebuild.
    if (path === '/_local/environment') {
      const parsed = z.strictObject({ function: z.string().min(1) }).safeParse(body);
      const environment = parsed.success ? options.environmentOf(parsed.data.function) : undefined;
      return environment === undefined
        ? refusal('Body must be {"function": name} of a function.')
        : json(200, environment);
    }
    return json(404, {
      error: {
        code: 'not_found',
        message: `No ${path}; there are /_local/drain, /_local/advance, /_local/faults, /_local/environment.`,
      },
    });
  };

  return async (request) => {
    const { path } = request;
    if (fromElsewhere(request))
      return json(403, {
        error: { code: 'forbidden', message: 'The local stack answers only to localhost and its own pages.' },
      });
    if ((path === BREAK_PAGE && request.method === 'GET') || (path === BREAK_FORM && request.method === 'POST'))
      return options.breakIt(request);
    if (path.startsWith('/_local/')) {
      if (request.method !== 'POST')
        return json(405, { error: { code: 'method_not_allowed', message: `Use POST ${path}.` } });
      let body: unknown;
      try {
        body = JSON.parse(request.body.length === 0 ? '{}' : request.body.toString('utf8'));
      } catch {
        return refusal('The body is not JSON.');
      }
      try {
        return await local(path, body);
      } catch (error) {
        return json(500, {
          error: { code: 'internal', message: error instanceof Error ? error.message : String(error) },
        });
      }
    }
    if (path === '/inbox' || path.startsWith('/inbox/')) {
      const reply = options.inbox.handle({ method: request.method, path, query: new URLSearchParams(request.query) });
      if (reply !== undefined) return reply;
    }
    const answer = await options.gateway(request);
    return request.method === 'GET' && isConsolePage(path) ? presetKey(answer) : answer;
  };
}
