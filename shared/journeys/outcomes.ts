import { isOfJourney, sourceOfLedger } from '../transactional/request.ts';
import type { Tell } from './hint.ts';
import { type JourneyStore, signalKey } from './journey-store.ts';
import type { MessageOutcome } from './trigger.ts';

/** A text attribute of a ledger row before and after a change. */
export type Change = (attribute: string) => { readonly before: string | undefined; readonly after: string | undefined };

const ATTRIBUTES: Readonly<Record<string, MessageOutcome>> = {
  deliveredAt: 'delivered',
  openedHumanAt: 'opened',
  clickedHumanAt: 'clicked',
  bouncedAt: 'bounced',
  complainedAt: 'complained',
  unsubscribedAt: 'unsubscribed',
  optedOutAt: 'unsubscribed',
};

/** What is new about a message: each outcome once, at the time that its row says. */
export const newOutcomes = (change: Change): { readonly is: MessageOutcome; readonly at: string }[] => {
  const found: { readonly is: MessageOutcome; readonly at: string }[] = Object.entries(ATTRIBUTES).flatMap(
    ([attribute, is]) => {
      const { before, after } = change(attribute);
      return before === undefined && after !== undefined ? [{ is, at: after }] : [];
    },
  );
  const status = change('status');
  const failed = status.after === 'failed' && status.before !== 'failed';
  return failed ? [...found, { is: 'failed', at: change('at').after ?? '' }] : found;
};

export interface MessageNews {
  readonly customerId: string;
  readonly key: string;
  readonly campaignId: string;
  readonly outcomes: readonly { readonly is: MessageOutcome; readonly at: string }[];
}

/** Tells the engine what became of messages that a journey sent or asks about. */
export const createTellOutcomes =
  ({ journeys, tell }: { readonly journeys: Pick<JourneyStore, 'watched'>; readonly tell: Tell }) =>
  async (news: readonly MessageNews[]): Promise<void> => {
    const watched = await journeys.watched();
    const meant = news.filter(
      ({ campaignId, outcomes }) =>
        outcomes.length > 0 &&
        (isOfJourney(campaignId) || outcomes.some(({ is }) => watched.has(signalKey({ kind: 'message', name: is })))),
    );
    if (meant.length === 0) return;
    await tell(
      meant.map(({ customerId, key, campaignId, outcomes }) => ({
        ...{ kind: 'message' as const, customerId, key, source: sourceOfLedger(campaignId) },
        outcomes: [...outcomes],
      })),
    );
  };

export type TellOutcomes = ReturnType<typeof createTellOutcomes>;
