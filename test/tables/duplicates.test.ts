import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventItem } from '../../shared/events/event.ts';
import { confirmDuplicate, rejectDuplicate } from '../../shared/profiles/decide-duplicate.ts';
import { type ProjectDeps, projectPerson } from '../../shared/profiles/project-person.ts';
import { type Suggestion, suggestDuplicates } from '../../shared/profiles/suggest-duplicates.ts';
import { itemOf, type ProjectWorld, projectDeps, startProjectWorld } from '../support/project-world.ts';
import { createMortal, Killed } from '../unit/delivery/mortal.ts';
import { eventsOf } from '../unit/profiles/history.ts';
import { naiveProfile } from '../unit/profiles/naive-profile.ts';

const AT = '2026-11-22T05:00:00.000Z';

let world: ProjectWorld;
let deps: ProjectDeps;

beforeAll(async () => {
  world = await startProjectWorld();
  deps = world.deps;
});
afterAll(() => world.stop());

const arrive = async (...items: EventItem[]): Promise<void> => {
  for (const item of items) await world.put(item);
  for (const { person, key } of items) await projectPerson(deps, person, [key]);
};

const suggested = async (state: 'open' | 'rejected' = 'open'): Promise<Suggestion[]> => {
  const found: Suggestion[] = [];
  let from: Parameters<typeof suggestDuplicates>[3];
  do {
    const { suggestions, next } = await suggestDuplicates(deps, state, 50, from);
    found.push(...suggestions);
    from = next;
  } while (from);
  return found;
};
const pairs = (suggestions: readonly Suggestion[]) =>
  suggestions.map(({ customers, reason }) => [...customers.map(({ customerId }) => customerId), reason]).sort();

const traits = (person: string, time: string, said: Record<string, unknown>, anonymousId?: string): EventItem =>
  itemOf({
    ...{ person, messageId: `${person}-${time}`, type: 'identify', time },
    body: { traits: said, ...(anonymousId === undefined ? {} : { anonymousId }) },
  });
const order = (person: string, id: string, total: number, time: string): EventItem =>
  itemOf({
    ...{ person, messageId: `order-${id}`, name: 'Order Completed', time },
    body: { properties: { order_id: id, total } },
  });

describe('two known people who may be one', () => {
  it('are suggested for one number or address in any notation, and not when nothing is shared any more', async () => {
    await arrive(
      traits('u:a1', '2026-11-01T00:00:00.000Z', { phone: '010-2000-0001', email: 'One@Example.com ' }),
      traits('u:a2', '2026-11-02T00:00:00.000Z', { phone: 1020000001 }),
      traits('u:a3', '2026-11-03T00:00:00.000Z', { email: 'one@example.com' }),
      traits('a:guest', '2026-11-03T00:00:00.000Z', { email: 'one@example.com' }),
    );
    expect(pairs(await suggested())).toEqual([
      ['u:a1', 'u:a2', 'phone'],
      ['u:a1', 'u:a3', 'email'],
    ]);
    await arrive(traits('u:a3', '2026-11-04T00:00:00.000Z', { email: 'other@example.com' }));
    expect(pairs(await suggested())).toEqual([['u:a1', 'u:a2', 'phone']]);
  });

  it('are not suggested again once somebody has said that they are two', async () => {
    const [suggestion] = await suggested();
    await rejectDuplicate(deps, suggestion?.id ?? '', 'desk', AT);
    expect(await suggested()).toEqual([]);
    expect(await suggested('rejected')).toMatchObject([{ decision: { decision: 'rejected', by: 'desk', at: AT } }]);
  });

  it('nobody knows by a number that half the shop shares', async () => {
    for (let index = 0; index < 7; index++)
      await arrive(traits(`u:till${index}`, '2026-11-01T00:00:00.000Z', { phone: '02-555-0100' }));
    expect(await suggested()).toEqual([]);
  });

  it('are refused to an alias call, which stays readable as a suggestion', async () => {
    await arrive(
      itemOf({ person: 'u:b1', messageId: 'b1' }),
      itemOf({ person: 'u:b2', messageId: 'b2' }),
      itemOf({ person: 'u:b1', messageId: 'alias', type: 'alias', body: { previousId: 'b2' } }),
    );
    expect((await deps.customers.get('u:b2'))?.customerId).toBe('u:b2');
    expect(pairs(await suggested())).toEqual([['u:b1', 'u:b2', 'alias']]);
  });

  it('become one exactly when confirmed, whatever crash comes between, and what follows reaches the survivor', async () => {
    for (const step of [3, 5, 7, 9, 12, 15, 18, 22]) {
      const [one, two] = [`u:c${step}`, `u:d${step}`];
      const number = `010-3000-00${String(step).padStart(2, '0')}`;
      const items = [
        traits(one, '2026-11-01T00:00:00.000Z', { phone: number, name: '김' }, `x${step}`),
        order(one, `o-${step}`, 10_000, '2026-11-02T00:00:00.000Z'),
        traits(two, '2026-11-03T00:00:00.000Z', { phone: number, 'consent.email.ad': 'N' }, `y${step}`),
        order(two, `p-${step}`, 7_000, '2026-11-04T00:00:00.000Z'),
        itemOf({ person: `a:y${step}`, messageId: `browse-${step}`, time: '2026-11-02T10:00:00.000Z' }),
      ];
      await arrive(...items);
      const found = (await suggested()).find(({ customers }) => customers[0].customerId === one);
      const mortal = createMortal(step, step % 2 === 0);
      const dying = await projectDeps(mortal.wrap(world.database.dynamo), world.database.tables);
      await confirmDuplicate(dying, found?.id ?? '', one, 'desk', AT).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Killed);
      });
      await confirmDuplicate(deps, found?.id ?? '', one, 'desk', AT);
      const later = itemOf({ person: two, messageId: `later-${step}`, time: '2026-11-05T00:00:00.000Z' });
      await arrive(later);

      const customer = await deps.customers.get(two);
      expect(customer).toMatchObject({ customerId: one, linkedIds: [`a:x${step}`, `a:y${step}`, two] });
      expect(customer?.fold).toEqual(
        JSON.parse(JSON.stringify(naiveProfile(eventsOf([...items, later]), one.startsWith('u:')))),
      );
      expect((await deps.orders.ordersOf(one)).map(({ orderId }) => orderId)).toEqual([`o-${step}`, `p-${step}`]);
      expect(await deps.orders.ordersOf(two)).toEqual([]);
      const text = (await deps.customers.readFold(one))?.text;
      await projectPerson(deps, one, 'everything');
      expect((await deps.customers.readFold(one))?.text).toBe(text);
      expect(await deps.links.read([two])).toEqual([{ id: two, owner: one, at: AT, confirmedBy: 'desk' }]);
      await expect(confirmDuplicate(deps, found?.id ?? '', two, 'desk', AT)).rejects.toMatchObject({
        code: 'conflict',
      });
    }
    expect(pairs(await suggested())).toEqual([['u:b1', 'u:b2', 'alias']]);
  });
});
