import { DangolError } from '../../shared/platform/errors.ts';
import { type HttpRequest, type HttpResponse, json } from '../../shared/platform/http.ts';
import type { ApiKeyStore } from '../../shared/settings/api-key-store.ts';

const HOST = /^[A-Za-z0-9.-]+(:\d{1,5})?$/;
const LOOPBACK = /^(localhost|127\.0\.0\.1)(:\d+)?$/;

/**
 * What the browser client (`@segment/analytics-next` with `cdnURL` set to us) loads before it starts: one integration,
 * ourselves, and no remote code.
 */
export const browserSettings = async (request: HttpRequest, keys: Pick<ApiKeyStore, 'find'>): Promise<HttpResponse> => {
  const writeKey = request.pathParameters.writeKey ?? '';
  const key = writeKey === '' ? undefined : await keys.find(writeKey);
  const host = request.headers.host ?? '';
  // A key that reads is refused like an unknown one: it must never stand in a web page.
  if (!key?.scopes.includes('write') || !HOST.test(host)) {
    throw new DangolError('not_found', 'No source has this write key; copy it from the settings page.');
  }
  const always = { __default: { enabled: true, integrations: {} } };
  return json(
    200,
    {
      integrations: {
        'Segment.io': {
          apiKey: writeKey,
          apiHost: `${host}/v1`,
          protocol: LOOPBACK.test(host) ? 'http' : 'https',
          unbundledIntegrations: [],
          addBundledMetadata: false,
          retryQueue: true,
          versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
        },
      },
      plan: { track: always, identify: { __default: { enabled: true } }, group: { __default: { enabled: true } } },
      edgeFunction: {},
      middlewareSettings: {},
      enabledMiddleware: {},
      remotePlugins: [],
      metrics: { sampleRate: 0 },
      analyticsNextEnabled: true,
      legacyVideoPluginsEnabled: false,
    },
    { 'cache-control': 'public, max-age=300' },
  );
};
