import { findRow, type RecordDeps } from '../../shared/feedback/record-receipt.ts';
import type { HttpRequest } from '../../shared/platform/http.ts';
import type { Channel, Purpose } from '../../shared/templates/template.ts';
import { parseRef } from '../../shared/tracking/ref.ts';

/** Whom a signed link was sent to. */
export interface FoundReader {
  readonly customerId: string;
  readonly channel: Channel;
  readonly ip: string;
  /** Reference of the message. */
  readonly ref: string;
  /** Keyed hash of the address that got it. */
  readonly address: string | undefined;
  readonly purpose: Purpose | undefined;
}

/** By the ledger row, or by the audience while there is no row yet; nothing if the message is not known any more. */
export const findReader = async (
  deps: RecordDeps,
  ref: string,
  request: HttpRequest,
): Promise<FoundReader | undefined> => {
  const row = await findRow(deps, ref);
  const customerId = row?.customerId ?? (await deps.chunks.findRecipient(parseRef(ref)));
  if (customerId === undefined) return undefined;
  const { ip } = request;
  return { customerId, channel: row?.channel ?? 'email', ip, ref, address: row?.address, purpose: row?.purpose };
};
