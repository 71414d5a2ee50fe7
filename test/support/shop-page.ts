import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';

/** A page of a shop that has bundled `@segment/analytics-next` into its script, on an origin of its own. */
export interface ShopPage {
  /** Address of a page; the client loads its settings from `api` with `writeKey`, and nothing else of it is configured. */
  address(api: string, writeKey: string): string;
  stop(): Promise<void>;
}

/** What a shop's own bundle holds: the client, unmodified, handed to the page's scripts. */
const ENTRY = `
  import { AnalyticsBrowser } from '@segment/analytics-next';
  const { searchParams } = new URL(location.href);
  globalThis.analytics = AnalyticsBrowser.load({ cdnURL: searchParams.get('api'), writeKey: searchParams.get('key') });
`;

export const startShopPage = async (): Promise<ShopPage> => {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: join(import.meta.dirname, '../..'), loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    minify: true,
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    if (request.url === '/shop.js') {
      response.setHeader('content-type', 'text/javascript; charset=utf-8');
      return void response.end(script);
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      '<!doctype html><link rel="icon" href="data:,"><title>머그하우스</title><script type="module" src="/shop.js"></script>',
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    address: (api, writeKey) =>
      `http://127.0.0.1:${port}/mugs?${new URLSearchParams({ api, key: writeKey, utm_source: 'newsletter' })}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
