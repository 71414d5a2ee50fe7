import { type Clock, MINUTE, SECOND } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Purpose } from '../templates/template.ts';
import type { Allowances, Turn } from './allowances.ts';
import type { ChannelAdapter, HandOver } from './channel.ts';
import { budgetsOf, holdOf, isStale, type MailAccount, type Quota } from './mail-account.ts';
import type { MailAccountStore } from './mail-account-store.ts';

/** What one worker knows of the account is at most so old. */
const KEEP = 5 * SECOND;
/** A worker whose look at the account is older than another's looks again after this. */
const LATE = 10 * SECOND;
/** Longest time for which a chunk is left alone. */
const LOOK = 15 * MINUTE;

interface WatchDeps {
  readonly store: MailAccountStore;
  readonly ask: () => Promise<Quota>;
  readonly clock: Clock;
}

/**
 * The account as all workers see it: read once an hour by whoever holds the row's lease. Open: what cannot be asked for leaves what was known, and
 * nothing known leaves the settings; the provider itself refuses what goes beyond it, and such a mail waits.
 */
export const watchAccount = ({ store, ask, clock }: WatchDeps) => {
  let cached: { readonly account: MailAccount | undefined; readonly at: number } | undefined;
  let reading: Promise<MailAccount | undefined> | undefined;

  const read = async (): Promise<MailAccount | undefined> => {
    const known = await store.read();
    if (!isStale(known, clock()) || !(await store.claim())) return known;
    try {
      return await store.put(await ask(), known);
    } catch (error) {
      log.warn('the account of the mail provider could not be read', { reason: String(error) });
      return known;
    }
  };

  const current = async (): Promise<MailAccount | undefined> => {
    const age = cached === undefined ? KEEP : clock() - cached.at;
    if (cached && age >= 0 && age < KEEP) return cached.account;
    // Lanes ask side by side; one of them reads.
    reading ??= read().finally(() => {
      reading = undefined;
    });
    const account = await reading;
    cached = { account, at: clock() };
    return account;
  };

  const forget = (): void => {
    cached = undefined;
  };

  return { current, forget };
};

export type AccountWatch = ReturnType<typeof watchAccount>;

interface GateDeps {
  readonly store: MailAccountStore;
  readonly watch: AccountWatch;
  readonly allowances: Allowances;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly clock: Clock;
}

/** A permission, or when (ms) to ask again. */
export type AccountGate = (purpose: Purpose, most: number) => Promise<Turn | { readonly at: number }>;

/** Channels whose provider has no quota for the account. */
export const openGate: AccountGate = async () => ({ isCurrent: () => true, giveBack: () => undefined });

/**
 * Campaigns and the ads of journeys; what must arrive lives on the reserve. Closed while the account is known as paused or its budget as spent: nobody is tried, nobody
 * fails, the chunk waits. Closed too where the budget's row cannot be read: the warm-up guards a reputation that no retry brings back.
 */
export const createAccountGate = ({ store, watch, allowances, settings, clock }: GateDeps): AccountGate => {
  const giveAll = (turns: readonly Turn[]) => {
    for (const turn of turns) turn.giveBack();
  };

  return async (purpose, most) => {
    const account = await watch.current();
    const now = clock();
    const current = await settings.current();
    const held = holdOf(account, current, purpose, now);
    // A setting may allow more before the time is over.
    if (held) return { at: Math.min(Date.parse(held.until), now + LOOK) };
    const turns: Turn[] = [];
    for (const budget of budgetsOf(account, current, purpose, now)) {
      const turn = await allowances(budget, most);
      if (typeof turn === 'object') {
        turns.push(turn);
        continue;
      }
      giveAll(turns);
      watch.forget();
      if (turn === 'late') return { at: now + LATE };
      await store.spent(budget);
      return { at: Math.min(budget.until, now + LOOK) };
    }
    return { isCurrent: () => true, giveBack: () => giveAll(turns) };
  };
};

const isAccounts = (answer: HandOver): answer is HandOver & { readonly kind: 'refused' } =>
  answer.kind === 'refused' && (answer.retry === 'paused' || answer.retry === 'quota');

/** The adapter, whose refusals for the account's sake stop all workers. Open: where that cannot be written, the next refusal says it again. */
export const tellingAccount = (
  adapter: ChannelAdapter,
  store: Pick<MailAccountStore, 'refused'>,
  watch: Pick<AccountWatch, 'forget'>,
): ChannelAdapter => ({
  ...adapter,
  prepare: async (outgoing) => {
    const call = await adapter.prepare(outgoing);
    return async () => {
      const answer = await call();
      if (isAccounts(answer)) {
        await store.refused(answer.code).catch(() => undefined);
        watch.forget();
      }
      return answer;
    };
  },
});
