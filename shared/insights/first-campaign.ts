import { CAMPAIGN } from '../campaigns/campaign.ts';
import { type Clock, MINUTE, toIso } from '../platform/clock.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';

/**
 * A time before which no message was handed over: the creation of the first campaign, or a minute ago while there is
 * none (the listing may lag by seconds, and a campaign that it does not show yet hands over later than that).
 */
export const createFirstCampaign = (
  definitions: Pick<DefinitionStore, 'listAll'>,
  clock: Clock,
  /** Kinds of definitions that send messages. */
  kinds: readonly string[] = [CAMPAIGN],
) => {
  let first: string | undefined;
  let checked: { readonly at: number; readonly answer: string } | undefined;
  return async (): Promise<string> => {
    if (first !== undefined) return first;
    const now = clock();
    if (checked && now >= checked.at && now - checked.at < MINUTE) return checked.answer;
    const campaigns = (await Promise.all(kinds.map((kind) => definitions.listAll(kind)))).flat();
    const [earliest] = campaigns.map(({ createdAt }) => createdAt).sort();
    if (earliest !== undefined) first = earliest;
    checked = { at: now, answer: earliest ?? toIso(now - MINUTE) };
    return checked.answer;
  };
};
