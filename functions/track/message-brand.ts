import type { RecordDeps } from '../../shared/feedback/record-receipt.ts';
import { log } from '../../shared/platform/log.ts';
import type { Brand } from '../../shared/settings/brand.ts';
import { tryParseRef } from '../../shared/tracking/ref.ts';

/** The sender whose message a link stood in, else the shop's own. Fails open: a refusal must not fail for the sake of a name. */
export const messageBrand = async (record: RecordDeps, ref: string, own: Brand): Promise<Brand> => {
  const campaignId = tryParseRef(ref)?.campaignId;
  if (campaignId === undefined) return own;
  try {
    return (await record.brands.find(campaignId)) ?? own;
  } catch (error) {
    log.warn('the sender of a message could not be read', { error: error instanceof Error ? error.name : 'unknown' });
    return own;
  }
};
