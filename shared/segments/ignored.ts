/** What tells whether a person still answers to us. */
interface Sent {
  /** Hand-over, ISO 8601 UTC. */
  readonly at: string;
  readonly purpose?: string | undefined;
  /** The newest thing that the person did with the message: opened or clicked as a human, or reached its goal. */
  readonly respondedAt?: string | undefined;
}

/** So many ads without an answer make the next one a leaflet. */
export const LEAFLET = 3;

/**
 * The ads handed over since a person last answered: opened or clicked any message of ours as a human, reached a goal, or ordered
 * (`lastOrderAt`). Texts without a link can be answered by an order alone. A message of before purposes were kept counts as an ad.
 */
export const ignoredInARow = <Message extends Sent>(
  messages: readonly Message[],
  lastOrderAt: string | undefined,
): Message[] => {
  const answered = messages.reduce(
    (last, { respondedAt = '' }) => (respondedAt > last ? respondedAt : last),
    lastOrderAt ?? '',
  );
  return messages.filter(({ at, purpose = 'ad' }) => purpose === 'ad' && at > answered);
};

/** The newest answer on a ledger row. */
export const respondedAt = (row: {
  readonly openedHumanAt?: string | undefined;
  readonly clickedHumanAt?: string | undefined;
  readonly goal?: { readonly firstAt?: string | undefined } | undefined;
}): string | undefined =>
  [row.openedHumanAt, row.clickedHumanAt, row.goal?.firstAt]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
