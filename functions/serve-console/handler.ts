import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ConsoleFile, ConsoleFiles } from './console-files.ts';
import {
  ASSET_CACHE,
  PAGE_CACHE,
  PREVIEW_HEADERS,
  PREVIEW_PAGE,
  PUSH_WORKER,
  SNIPPET,
  SNIPPET_CACHE,
  securityHeaders,
} from './headers.ts';

interface Dependencies {
  readonly files: ConsoleFiles;
  /** Base URL of the sign-in pages that the files name. */
  readonly login?: string;
}

type Answer = APIGatewayProxyStructuredResultV2;

/** Names that stand in the pages of shops and never change. */
const LASTING: ReadonlySet<string> = new Set([SNIPPET, PUSH_WORKER]);
const PAGE = '/index.html';
const ASSETS = '/assets/';

const plain = (statusCode: number, body: string, headers: Record<string, string> = {}): Answer => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body,
});

const header = (event: APIGatewayProxyEventV2, name: string): string => event.headers?.[name] ?? '';

/** `gzip` counts unless the client refuses it with `q=0` (RFC 9110, section 12.5.3). */
const takesGzip = (event: APIGatewayProxyEventV2): boolean =>
  header(event, 'accept-encoding')
    .split(',')
    .map((part) => part.replaceAll(' ', '').toLowerCase())
    .some((part) => part === 'gzip' || (part.startsWith('gzip;q=') && Number(part.slice(7)) > 0));

const serve = (event: APIGatewayProxyEventV2, file: ConsoleFile, cache: string): Answer => {
  const headers = {
    'content-type': file.type,
    'cache-control': cache,
    etag: file.etag,
    ...(file.gzip ? { vary: 'accept-encoding' } : {}),
  };
  const known = header(event, 'if-none-match')
    .split(',')
    .some((tag) => tag.trim().replace(/^W\//, '') === file.etag);
  if (known) return { statusCode: 304, headers };
  const body = event.requestContext.http.method === 'HEAD' ? Buffer.alloc(0) : file.body;
  if (file.type.startsWith('text/html')) return { statusCode: 200, headers, body: body.toString('utf8') };
  if (file.gzip && body.length > 0 && takesGzip(event)) {
    const zipped = { ...headers, 'content-encoding': 'gzip' };
    return { statusCode: 200, headers: zipped, body: file.gzip.toString('base64'), isBase64Encoded: true };
  }
  return { statusCode: 200, headers, body: body.toString('base64'), isBase64Encoded: true };
};

/**
 * Static files of the console. Every path that is no asset answers the page, because the page itself knows its places;
 * a missing asset is 404, so that a page of an older build fails loudly instead of running markup as script.
 */
export const createHandler = ({ files, login }: Dependencies) => {
  const answer = (event: APIGatewayProxyEventV2): Answer => {
    const { method } = event.requestContext.http;
    if (method !== 'GET' && method !== 'HEAD')
      return plain(405, `${method} is not possible here; use GET.\n`, { allow: 'GET, HEAD' });
    const preview = event.rawPath === PREVIEW_PAGE ? files.get(PREVIEW_PAGE) : undefined;
    if (preview) {
      const served = serve(event, preview, PAGE_CACHE);
      return { ...served, headers: { ...served.headers, ...PREVIEW_HEADERS } };
    }
    const asset = event.rawPath === PAGE ? undefined : files.get(event.rawPath);
    if (asset) return serve(event, asset, LASTING.has(event.rawPath) ? SNIPPET_CACHE : ASSET_CACHE);
    if (event.rawPath.startsWith(ASSETS))
      return plain(404, 'This file is not part of the running console build; reload the page.\n');
    const page = files.get(PAGE);
    if (!page) return plain(503, 'The console build is missing from this deployment; deploy again.\n');
    return serve(event, page, PAGE_CACHE);
  };
  const secured = securityHeaders(login);
  return async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const given = answer(event);
    return { ...given, headers: { ...secured, ...given.headers } };
  };
};
