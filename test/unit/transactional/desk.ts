import { addressKey } from '../../../shared/consent/address.ts';
import type { ChannelAdapter } from '../../../shared/delivery/channel.ts';
import { createNoteEnd } from '../../../shared/notices/note-end.ts';
import { createNoticeStore } from '../../../shared/notices/notice-store.ts';
import type { Dynamo } from '../../../shared/platform/dynamo.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { aliasesOf, createAliasStore } from '../../../shared/profiles/alias-store.ts';
import type { Profile } from '../../../shared/profiles/profile.ts';
import { TEMPLATE } from '../../../shared/templates/template.ts';
import { createTimerStore } from '../../../shared/timers/timer-store.ts';
import { acceptMessage, type MessageOrder } from '../../../shared/transactional/accept-message.ts';
import { createCarryOnMessages } from '../../../shared/transactional/carry-on-messages.ts';
import { findReceiver } from '../../../shared/transactional/find-receiver.ts';
import { createJudge } from '../../../shared/transactional/judge-data.ts';
import { messageView } from '../../../shared/transactional/message-view.ts';
import { MESSAGE_KEY } from '../../../shared/transactional/request.ts';
import { createRequestStore } from '../../../shared/transactional/request-store.ts';
import { createMessageSender } from '../../../shared/transactional/sender.ts';
import type { TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from '../delivery/fake-provider.ts';
import { createShop, PUBLIC_URL, profile, SECRET, SHORT_URL } from '../delivery/shop.ts';

export const SHIPPED = {
  ...{ name: 'Shipped', channel: 'email', purpose: 'info', language: 'ko' },
  subject: '{{ customer.traits.name }}님, {{ data.order.number }} 주문을 보냈습니다',
  html: '<p>{{ data.order.number }}: {{ data.note }}</p>',
};
export const CODE = {
  ...{ name: 'Code', channel: 'sms', purpose: 'info', language: 'ko', text: '인증번호 {{ data.code }}' },
};

type Provider = ReturnType<typeof createFakeProvider>;

/** An internal tool that sends single messages on a real DynamoDB Local. */
export const createDesk = async (test: TestDynamo, startAt = '2026-11-23T01:00:00.000Z') => {
  const shop = createShop(test, startAt);
  const { clock, definitions, settings, customers, messages } = shop;
  const key = addressKey(SECRET);
  const aliases = createAliasStore(test.dynamo, test.tables.identities);
  const queued: string[] = [];
  const queue = async (messageId: string) => void queued.push(messageId);
  if (!(await definitions.get(TEMPLATE, 'shipped'))) await definitions.save(TEMPLATE, 'shipped', SHIPPED);
  if (!(await definitions.get(TEMPLATE, 'code'))) await definitions.save(TEMPLATE, 'code', CODE);

  const accept = (order: MessageOrder, on: Dynamo = test.dynamo, put = queue) =>
    acceptMessage(
      {
        ...{ definitions, clock, queue: put, judge: createJudge({ settings, clock, shortUrl: SHORT_URL }) },
        receiver: (to, channel) => findReceiver({ customers, settings, aliases, addressKey: key }, to, channel),
        requests: createRequestStore(on, test.tables),
        key: deriveKey(SECRET, MESSAGE_KEY),
      },
      order,
    );

  const sender = (email: ChannelAdapter, sms: ChannelAdapter, on: Dynamo = test.dynamo) =>
    createMessageSender({
      ...{
        dynamo: on,
        tables: test.tables,
        identities: test.tables.identities,
        adapters: { email, sms, push: createFakeProvider('push').adapter, kakao: createFakeProvider('kakao').adapter },
        signingKey: SECRET,
        publicUrl: PUBLIC_URL,
        shortUrl: SHORT_URL,
        clock,
      },
      onEnd: createNoteEnd(createNoticeStore(on, test.tables.consents)),
      wait: async (ms) => shop.advance(ms),
    });

  const addPerson = async (id: string, fields: Partial<Profile> = {}): Promise<string> => {
    const contacts = fields.contacts ?? { email: `${id}@example.com`, phone: '+821012345678' };
    const text = JSON.stringify(profile({ ...fields, contacts }));
    const aliases = aliasesOf(key, contacts);
    await customers.putFold(`u:${id}`, 0, { text, checkpointed: false, outside: [], aliases });
    const store = createAliasStore(test.dynamo, test.tables.identities);
    for (const alias of aliases) await store.add(alias, `u:${id}`);
    return id;
  };

  const timers = createTimerStore(test.dynamo, test.tables.timers);
  const tick = createCarryOnMessages({ timers, queue, clock });
  const requests = createRequestStore(test.dynamo, test.tables);

  /** Works off the queue and what comes due within so many minutes. */
  const work = async (email: Provider, sms: Provider, minutes = 0): Promise<void> => {
    const send = sender(email.adapter, sms.adapter);
    for (let minute = 0; minute <= minutes; minute++) {
      for (const id of queued.splice(0)) await send(id);
      if (minute === minutes) break;
      shop.advance(60_000);
      await tick();
    }
  };

  const view = async (messageId: string) => {
    const request = await requests.find(messageId);
    if (!request) throw new Error('there is no such message');
    return messageView(request, await messages.find(request.customerId, `${messageId}#0#0`));
  };

  return { ...shop, queued, queue, accept, sender, addPerson, tick, work, view, requests, timers };
};
