import type { Customer } from '../profiles/profile.ts';
import { scoreCustomer } from '../scoring/model.ts';
import type { Run } from '../scoring/run.ts';
import type { EngagedMessage } from './engagement.ts';

/** Value of a person over 12 months by the frozen model of the last run; nothing of who has no estimate. */
export const createWorthOf =
  (
    customers: { readonly get: (customerId: string) => Promise<Customer | undefined> },
    runs: { readonly lastSuccessful: () => Promise<Pick<Run, 'model'> | undefined> },
  ) =>
  async (customerId: string): Promise<EngagedMessage['lostValue']> => {
    const [customer, run] = await Promise.all([customers.get(customerId), runs.lastSuccessful()]);
    if (!customer || !run?.model) return undefined;
    const clv = scoreCustomer(customer, run.model).value?.clv12m;
    return clv === undefined ? undefined : { amount: Math.round(clv), currency: run.model.currency };
  };
