import * as z from 'zod';
import { DangolError } from '../platform/errors.ts';
import type { ApiKey } from '../settings/api-key.ts';
import { SCOPES } from '../settings/roles.ts';

/** How a call wants personal data: `reason` stands in the access log. */
export const personalQuery = {
  personal: z.enum(['masked', 'shown']).optional(),
  reason: z.string().trim().min(1).max(300).optional(),
};

/** Personal data in the clear is for keys with the scope `personal` or `admin`. */
const maySee = (key: ApiKey | undefined): boolean =>
  key?.scopes.some((scope) => scope === 'admin' || scope === 'personal') ?? false;

/** By this header, `masked`, a caller gives up for one call what its key may see: a program that hands answers on need not be trusted with them. */
export const PERSONAL_HEADER = 'x-personal';

/** The key without its sight of personal data; what else it may do stays. */
export const withoutSight = (key: ApiKey): ApiKey => {
  const rest = SCOPES.filter((scope) => scope !== 'admin' && scope !== 'personal');
  const scopes = key.scopes.flatMap((scope) =>
    scope === 'admin' ? rest : scope === 'personal' ? ['read' as const] : [scope],
  );
  return { ...key, scopes: [...new Set(scopes)] };
};

/** Whether an answer must be masked. Throws `forbidden` where the key asks for more than it may see. */
export const isMasked = (key: ApiKey | undefined, asked: 'masked' | 'shown' | undefined): boolean => {
  if (maySee(key)) return asked === 'masked';
  if (asked === 'shown') {
    throw new DangolError(
      'forbidden',
      `"${key?.name ?? ''}" sees personal data masked only; it needs a key with the scope personal, or the role admin.`,
    );
  }
  return true;
};
