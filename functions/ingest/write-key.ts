import { DangolError } from '../../shared/platform/errors.ts';
import type { ApiKey } from '../../shared/settings/api-key.ts';
import type { ApiKeyStore } from '../../shared/settings/api-key-store.ts';
import { allows } from '../../shared/settings/roles.ts';

const HOW = 'Send the write key as Basic user name, as Bearer token or as writeKey in the body.';

const refused = (code: 'unauthenticated' | 'forbidden', message: string): DangolError =>
  new DangolError(code, message, { details: [{ path: 'authorization', message }] });

/** The key in `Authorization`: Basic user name (what Segment's SDKs send) or Bearer. `undefined` without the header. */
export const keyInHeader = (authorization: string | undefined): string | undefined => {
  if (authorization === undefined || authorization.trim() === '') return undefined;
  const [scheme = '', token = ''] = authorization.trim().split(/\s+/, 2);
  if (/^bearer$/i.test(scheme)) return token;
  if (/^basic$/i.test(scheme)) return Buffer.from(token, 'base64').toString('utf8').split(':', 1)[0] ?? '';
  throw refused('unauthenticated', `The Authorization scheme is neither Basic nor Bearer. ${HOW}`);
};

/** The key that may send events. Throws 401 for none or an unknown one, 403 for one without the scope. */
export const authorise = async (secret: string | undefined, keys: Pick<ApiKeyStore, 'find'>): Promise<ApiKey> => {
  if (secret === undefined || secret === '') throw refused('unauthenticated', `No write key came. ${HOW}`);
  const key = await keys.find(secret);
  if (key === undefined) throw refused('unauthenticated', `The write key is not known or was revoked. ${HOW}`);
  if (!allows(key.scopes, 'write')) {
    throw refused('forbidden', `The key "${key.name}" may not send events; use one with the scope "write".`);
  }
  return key;
};
