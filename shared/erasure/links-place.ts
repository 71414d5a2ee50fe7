import { waysOfRow } from '../delivery/chain-row.ts';
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
        ProjectionExpression: '#ref, channel, link, links',
        ExpressionAttributeNames: { '#ref': 'ref' },
        ExpressionAttributeValues: { ':id': id },
      })) {
        // Any way of a chain may have been a text, whichever stands for the message now.
        for (const { ref, channel } of waysOfRow(row).values()) {
          if (channel === 'email') continue;
          for (const salt of LINK_SALTS) {
            const name = linkName(shortLinkKey, String(ref), salt);
            if ((await store.find(name))?.ref === ref) yield () => store.forget(name);
          }
        }
      }
    }
  },
});
