import { randomUUID } from 'node:crypto';
import type { Evidence } from '../../../shared/consent/evidence.ts';
import { keepStatement } from '../../../shared/consent/keep-statement.ts';
import { createCarryOnNotices } from '../../../shared/notices/carry-on-notices.ts';
import { createNoticeStore } from '../../../shared/notices/notice-store.ts';
import { createNotifier } from '../../../shared/notices/notify-deps.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import type { Dynamo } from '../../../shared/platform/dynamo.ts';
import type { TestDynamo } from '../../support/dynamo.ts';
import { SECRET } from '../delivery/shop.ts';
import { createDesk } from '../transactional/desk.ts';

/** Statements as they come in, and the tick that answers them, on a real DynamoDB Local. */
export const createOffice = async (test: TestDynamo, startAt?: string) => {
  const desk = await createDesk(test, startAt);
  const { clock, consents, settings } = desk;

  const keep = async (customerId: string, said: Partial<Evidence>, id: string = randomUUID()): Promise<Evidence> => {
    const now = toIso(clock());
    const row: Evidence = {
      ...{ customerId, id, channel: 'email', purpose: 'ad', state: 'granted', basis: 'explicit', source: 'form' },
      ...{ at: now, receivedAt: now, eventKey: `${now}#${id}`, ...said },
    };
    await keepStatement({ consents, timers: desk.timers, clock }, row, customerId, await settings.current());
    return row;
  };

  const notifier = (on: Dynamo = test.dynamo, queue = desk.queue) =>
    createNotifier({ dynamo: on, clock, signingKey: async () => SECRET, queue, tables: test.tables });
  const carryOn = createCarryOnNotices({ timers: desk.timers, notify: notifier(), clock });

  /** Two minutes later: whatever was said is answered. */
  const tick = async (): Promise<void> => {
    desk.advance(120_000);
    await carryOn((error) => {
      throw error;
    });
  };

  const told = (id: string) => createNoticeStore(test.dynamo, test.tables.consents).of([`u:${id}`]);

  return { ...desk, keep, notifier, carryOn, answer: tick, told };
};
