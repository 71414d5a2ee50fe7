import { lookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { SECOND } from '../platform/clock.ts';
import { isPublicAddress, urlFlaw } from './address.ts';

/** The whole call, from name to status. */
const TIMEOUT = 10 * SECOND;

/** `failed`: why, in words that are kept and shown; nothing of what the other side said stands in them. */
export type PostAnswer =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'failed'; readonly reason: string };

export interface PostOptions {
  readonly resolve?: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  readonly request?: (options: RequestOptions, answered: (response: IncomingMessage) => void) => ClientRequest;
  readonly allowed?: (address: string) => boolean;
  readonly timeoutMs?: number;
}

const resolveAll = (host: string) => lookup(host, { all: true, verbatim: true });

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Z_0-9]{2,60}$/.test(code) ? code : 'the connection failed';
};

/**
 * Posts to a URL that a stranger may have chosen. The name is resolved once, every address it has must be public, and the connection
 * goes to one of those addresses and to no other (so a name that changes in between gains nothing); redirects are not followed; of the answer
 * only the status is read.
 */
export const createPost = ({
  resolve = resolveAll,
  request = httpsRequest,
  allowed = isPublicAddress,
  timeoutMs = TIMEOUT,
}: PostOptions = {}) => {
  const send = (url: URL, address: string, family: number, body: string, headers: Readonly<Record<string, string>>) =>
    new Promise<PostAnswer>((settle) => {
      const timer = setTimeout(() => end({ kind: 'failed', reason: 'no answer in time' }), timeoutMs);
      const call = request(
        {
          method: 'POST',
          host: url.hostname.replace(/^\[|\]$/g, ''),
          port: url.port === '' ? 443 : Number(url.port),
          path: `${url.pathname}${url.search}`,
          headers: { ...headers, host: url.host, 'content-length': String(Buffer.byteLength(body)) },
          // The address that was looked at, whatever the name means by now.
          lookup: (_host, options, found) =>
            options.all ? found(null, [{ address, family }]) : found(null, address, family),
          agent: false,
        },
        (response) => {
          const status = response.statusCode ?? 0;
          end(
            status >= 300 && status < 400
              ? { kind: 'failed', reason: `status ${status}: redirects are not followed` }
              : { kind: 'answered', status },
          );
        },
      );
      const end = (answer: PostAnswer): void => {
        clearTimeout(timer);
        settle(answer);
        call.destroy();
      };
      call.on('error', (error) => end({ kind: 'failed', reason: reasonOf(error) }));
      call.end(body);
    });

  return async (text: string, body: string, headers: Readonly<Record<string, string>>): Promise<PostAnswer> => {
    const flaw = urlFlaw(text);
    if (flaw !== undefined) return { kind: 'failed', reason: `the URL ${flaw}` };
    const url = new URL(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    let found: readonly { readonly address: string; readonly family: number }[];
    try {
      found = isIP(host) === 0 ? await resolve(host) : [{ address: host, family: isIP(host) }];
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
    // One closed address among them is enough: the shop's name server may be asked to answer anything.
    if (!found.every(({ address }) => allowed(address)))
      return { kind: 'failed', reason: 'the host leads to an address that is not on the public Internet' };
    const [first] = found;
    if (!first) return { kind: 'failed', reason: 'the host has no address' };
    return send(url, first.address, first.family, body, headers);
  };
};

export type Post = ReturnType<typeof createPost>;

/** Every call goes to one address, which reads in `host` whom it is meant for; nobody else is called. */
export const postsTo = (relay: string): PostOptions => {
  const { hostname, port } = new URL(relay);
  return {
    resolve: async () => [{ address: hostname, family: 4 }],
    allowed: () => true,
    request: ({ lookup: _lookup, ...options }, answered) => httpRequest({ ...options, host: hostname, port }, answered),
  };
};
