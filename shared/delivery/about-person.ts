import { localEpochDay } from '../platform/time.ts';
import { boughtDays } from '../scoring/bought-days.ts';
import type { Settings } from '../settings/settings.ts';
import type { Receiver } from './gates.ts';
import type { Message } from './message.ts';

/** What a person spent in so many days before the message foretells what they spend after it. */
const PAST_DAYS = 90;

/** What a report compares people by and asks about: known before the message, so that the message cannot have changed it. */
export const aboutPerson = (
  { customer, now, ignored, isFirstContact }: Receiver,
  settings: Settings,
): Pick<Message, 'past' | 'group' | 'ignored' | 'first'> => {
  if (!customer) return {};
  const { currency, exchangeRates } = settings;
  const today = localEpochDay(now, customer.fold.zone);
  const days = boughtDays(customer.fold, today, { currency, exchangeRates }, currency);
  const amount = days.reduce((sum, { day, net }) => (day > today - PAST_DAYS ? sum + net : sum), 0);
  const group = customer.fold.objectedAt === undefined ? customer.scores?.rfm?.segment : undefined;
  return {
    ...(amount === 0 ? {} : { past: { amount, currency } }),
    ...(group === undefined ? {} : { group }),
    ...(ignored === undefined ? {} : { ignored }),
    ...(isFirstContact ? { first: true as const } : {}),
  };
};
