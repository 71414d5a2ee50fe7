import { LINK_SALTS } from '../delivery/message-links.ts';
import { type Dynamo, queryAll } from '../platform/dynamo.ts';
import { linkName } from '../tracking/short-link.ts';
import type { ShortLinkStore } from '../tracking/short-link-store.ts';
import type { Place } from './belongings-store.ts';

/**
 * Links of texts, whose targets may say something of the person. Their names follow from the references on the ledger rows, which must
 * still stand: this place comes before theirs. Links are kept before the claim, so a message that was never handed over may have some.
 */
export const createLinksPlace = (
  dynamo: Dynamo,
  messages: string,
  store: Pick<ShortLinkStore, 'find' | 'forget'>,
  shortLinkKey: Buffer,
): Place => ({
  table: 'sends',
  async *removals({ ids }) {
    for (const id of ids) {
      for await (const row of queryAll(dynamo, {
        TableName: messages,
        ConsistentRead: true,
        KeyConditionExpression: 'customerId = :id',
        FilterExpression: 'channel <> :email',
        ProjectionExpression: '#ref',
        ExpressionAttributeNames: { '#ref': 'ref' },
        ExpressionAttributeValues: { ':id': id, ':email': 'email' },
      })) {
        for (const salt of LINK_SALTS) {
          const ref = String(row.ref);
          const name = linkName(shortLinkKey, ref, salt);
          if ((await store.find(name))?.ref === ref) yield () => store.forget(name);
        }
      }
    }
  },
});
