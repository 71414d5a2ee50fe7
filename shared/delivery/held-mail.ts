import type { SendState } from '../campaigns/send-state.ts';
import type { SendStore } from '../campaigns/send-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Purpose } from '../templates/template.ts';
import { type Hold, holdOf } from './mail-account.ts';
import type { MailAccountStore } from './mail-account-store.ts';

export interface HeldMailDeps {
  readonly accounts: Pick<MailAccountStore, 'read'>;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly clock: Clock;
}

/** What keeps campaigns by mail from the provider at this moment, by what its workers have found. */
export const heldMail = async (
  { accounts, settings, clock }: HeldMailDeps,
  purpose: Purpose,
): Promise<Hold | undefined> => holdOf(await accounts.read(), await settings.current(), purpose, clock());

/** The same of one campaign; nothing unless it is by mail and being sent. */
export const createHeldCampaign =
  ({ sends, ...deps }: HeldMailDeps & { readonly sends: Pick<SendStore, 'snapshot'> }) =>
  async (state: SendState | undefined): Promise<Hold | undefined> => {
    if (state?.channel !== 'email' || (state.status !== 'launching' && state.status !== 'sending')) return undefined;
    const { template } = await sends.snapshot(state.campaignId);
    return heldMail(deps, template.purpose);
  };
