import { SECOND } from '../platform/clock.ts';
import { dateOfEpochDay, epochDay, localEpochDay } from '../platform/time.ts';
import type { Customer } from '../profiles/profile.ts';
import { plannedIn } from '../tables/keys.ts';
import { createDateTriggers } from './date-triggers.ts';
import { beginsOn, dateOccasion, momentOn, nextDay } from './dates.ts';
import type { LetIn, LetInDeps } from './let-in.ts';
import { zoneOf } from './look-up.ts';
import type { PlanStore } from './plan-store.ts';
import type { RunName } from './run-store.ts';
import type { TakeOnDeps } from './take-on.ts';

interface KeepDatesDeps extends Pick<LetInDeps, 'journeys' | 'settings' | 'clock'> {
  readonly customers: TakeOnDeps['customers'];
  readonly plans: PlanStore;
  readonly letIn: LetIn;
}

/** Journeys that go by a date in a trait: who is near is written down with a timer, and looked at anew when it comes. */
export const createKeepDates = ({ journeys, settings, customers, plans, letIn, clock }: KeepDatesDeps) => {
  const triggers = createDateTriggers(journeys);

  /** Writes down when the person's journeys begin. `said`: told just now, so one whose hour passed today begins at once. */
  const plan = async (customer: Customer, said: boolean): Promise<void> => {
    const now = clock();
    const current = await settings();
    const zone = zoneOf(customer, current, now);
    for (const { journeyId, trigger } of await triggers()) {
      const day = nextDay(trigger, customer.fold.traits, current.timezone, localEpochDay(now, zone));
      if (day === undefined) continue;
      const [date, moment] = [dateOfEpochDay(day), momentOn(trigger, day, zone)];
      if (moment > now) await plans.put({ customerId: customer.customerId, journeyId, date }, moment);
      else if (said) await letIn(journeyId, customer, () => dateOccasion(trigger, date, moment));
    }
  };

  /** The timer of a plan has come: the person enters if the trait still says so, however late the timer is. */
  const due = async (name: RunName): Promise<void> => {
    const { journeyId, date } = plannedIn(name.run) ?? { journeyId: '', date: '' };
    const planned = { customerId: name.customerId, journeyId, date };
    if ((await plans.dueOf(planned)) === undefined) return;
    const now = clock();
    const dated = (await triggers()).find((one) => one.journeyId === journeyId);
    const customer = await customers.get(name.customerId);
    if (dated && customer) {
      const { trigger } = dated;
      const current = await settings();
      const day = epochDay(date);
      const moment = momentOn(trigger, day, zoneOf(customer, current, now));
      if (beginsOn(trigger, customer.fold.traits, current.timezone, day) === day) {
        if (moment > now) {
          // Moved by a journey, or to another zone. A moment later: the tick may be taking a timer away at this one.
          await plans.put({ ...planned, customerId: customer.customerId }, moment + SECOND);
          if (customer.customerId === name.customerId) return;
        } else await letIn(journeyId, customer, () => dateOccasion(trigger, date, moment));
      }
    }
    await plans.remove(planned);
  };

  return { plan, due };
};
