import { hasArrived } from '../delivery/arrival.ts';
import { triedOf } from '../delivery/chain.ts';
import { composed, linkOf, sharedOf, waysOfRow } from '../delivery/chain-row.ts';
import { type EngagedMessage, engagedMessageSchema } from './engagement.ts';

/** A message of several ways as one of them sees it; nothing of a way that was never tried. A message of one way is its row. */
export const viewOf = (row: EngagedMessage, link: number): EngagedMessage | undefined => {
  if (row.link === undefined || row.link === link) return row;
  const way = waysOfRow(row).get(link);
  return way && engagedMessageSchema.parse({ ...sharedOf(row), ...way, link, links: row.links });
};

/** The row after something was learned of the way that `view` is of: another way may stand for the message now. */
export const withView = (row: EngagedMessage, view: EngagedMessage): EngagedMessage =>
  row.link === undefined
    ? view
    : engagedMessageSchema.parse(
        composed(sharedOf({ ...row, ...sharedOf(view) }), waysOfRow(row).set(view.link ?? 0, linkOf(view))),
      );

const TIMES = [
  ...(['openedAt', 'openedHumanAt', 'clickedAt', 'clickedHumanAt'] as const),
  ...(['unsubscribedAt', 'complainedAt', 'optedOutAt', 'uninstalledAt'] as const),
] as const;

const earliest = (times: readonly (string | undefined)[]): string | undefined =>
  times.filter((at) => at !== undefined).sort()[0];

/** What happened to a message by all of its ways together: handed over with the first of them, answered by any. */
export const wholeOf = (row: EngagedMessage): EngagedMessage => {
  if (row.links === undefined) return row;
  const ways = [...triedOf(row).keys()].flatMap((link) => viewOf(row, link) ?? []);
  const whole: EngagedMessage = { ...row };
  for (const name of TIMES) {
    const at = earliest(ways.map((way) => way[name]));
    if (at !== undefined) whole[name] = at;
  }
  const handed = ways.filter(({ status }) => status === 'sent' || status === 'unknown' || status === 'control');
  const handedOverAt = earliest([...handed, row].map((way) => way.handedOverAt));
  if (handedOverAt !== undefined) whole.handedOverAt = handedOverAt;
  const arrived = ways.filter(hasArrived);
  const deliveredAt = earliest(arrived.map((way) => way.deliveredAt));
  if (deliveredAt !== undefined) whole.deliveredAt = deliveredAt;
  const clicks = ways.flatMap((way) => way.personClicks ?? []).sort();
  if (clicks.length > 0) whole.personClicks = clicks;
  return whole;
};
