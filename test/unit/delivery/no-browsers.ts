import { createWebPush } from '../../../shared/webpush/client.ts';

/** A house that knows no push service. */
export const noBrowsers = createWebPush({ key: async () => ({ privateKey: '' }), services: [], clock: () => 0 });
