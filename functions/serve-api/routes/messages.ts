import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { readCampaign } from '../../../shared/campaigns/freeze.ts';
import { addressKey } from '../../../shared/consent/address.ts';
import { createMessageStore } from '../../../shared/delivery/message-store.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { createAliasStore } from '../../../shared/profiles/alias-store.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { allows } from '../../../shared/settings/roles.ts';
import { messageKey } from '../../../shared/tables/keys.ts';
import { definitionIdSchema } from '../../../shared/templates/template.ts';
import { type AcceptDeps, acceptMessage } from '../../../shared/transactional/accept-message.ts';
import { findReceiver } from '../../../shared/transactional/find-receiver.ts';
import { createJudge } from '../../../shared/transactional/judge-data.ts';
import { messageView, messageViewSchema } from '../../../shared/transactional/message-view.ts';
import { createMessageQueue } from '../../../shared/transactional/queue.ts';
import { MESSAGE_KEY, type MessageRequest } from '../../../shared/transactional/request.ts';
import { createRequestStore } from '../../../shared/transactional/request-store.ts';
import type { Services } from '../services.ts';

const MOST_TRIALS = 10;
const trialSchema = z.strictObject({
  /** Customer ids; `settings.testGroup` if absent. */
  to: z.array(z.string().min(1).max(500)).min(1).max(MOST_TRIALS).optional(),
});
const trialsSchema = z.object({
  data: z.array(z.union([messageViewSchema, z.object({ customerId: z.string(), error: z.string() })])),
});

const orderSchema = z.strictObject({
  templateId: definitionIdSchema,
  to: z.union([
    z.strictObject({ customerId: z.string().min(1).max(500) }),
    z.strictObject({ address: z.string().min(3).max(320) }),
  ]),
  /** What the template reads as `data`. */
  data: z.record(z.string(), z.unknown()).default({}),
  /** One key is one message for good. */
  idempotencyKey: z.string().min(1).max(255),
});

/** One information message to one person, for internal tools; and trials of a campaign to named people. */
export const messageRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, definitions, settings, sqs, signingKey } = services;
  const tables = { sends: environment.SENDS_TABLE, messages: environment.MESSAGES_TABLE };
  const requests = createRequestStore(dynamo, tables);
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const aliases = createAliasStore(dynamo, environment.IDENTITIES_TABLE);
  const ledger = createMessageStore(dynamo, environment.MESSAGES_TABLE, clock);
  const deps = async (): Promise<AcceptDeps> => {
    const secret = await signingKey();
    const finding = { settings, aliases, customers, addressKey: addressKey(secret) };
    return {
      ...{ requests, definitions, clock },
      receiver: (to, channel) => findReceiver(finding, to, channel),
      key: deriveKey(secret, MESSAGE_KEY),
      judge: createJudge({ settings, clock, shortUrl: environment.SHORT_URL }),
      queue: createMessageQueue(sqs, environment.MESSAGE_QUEUE_URL),
    };
  };

  const view = async (request: MessageRequest) =>
    messageView(request, await ledger.find(request.customerId, messageKey(request.messageId)));

  return [
    route({
      method: 'POST',
      path: '/v1/messages',
      scope: 'send',
      tag: 'messages',
      summary: 'Send one information message to one person; the same idempotencyKey is the same message for good',
      body: orderSchema,
      answer: messageViewSchema,
      handle: async ({ body, key }) => {
        const request = await acceptMessage(await deps(), { ...body, by: key?.name });
        return { status: 202, body: await view(request) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/messages/{id}',
      scope: 'send',
      tag: 'messages',
      summary: 'What became of a single message',
      answer: messageViewSchema,
      handle: async ({ params: { id = '' } }) => {
        const request = await requests.find(id);
        if (!request) throw new DangolError('not_found', `There is no single message ${quote(id)}.`);
        return { body: await view(request) };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/campaigns/{id}/test',
      scope: 'author',
      tag: 'campaigns',
      summary:
        'Send the message, marked as a test, to named people: through the same gates, never counted in the report',
      body: trialSchema,
      answer: trialsSchema,
      handle: async ({ params: { id = '' }, body, key }) => {
        const { campaign } = await readCampaign(definitions, id);
        const { testGroup } = (await settings.read()).settings;
        const people = body.to ?? testGroup;
        const stranger = people.find((customerId) => !testGroup.includes(customerId));
        // A trial is a message like any other to whoever gets it: to customers it goes by those who may send.
        if (stranger !== undefined && !allows(key?.scopes ?? [], 'approve') && !allows(key?.scopes ?? [], 'send'))
          throw new DangolError(
            'forbidden',
            `${quote(stranger)} is not in settings.testGroup; trials to others need a key that may approve or send.`,
          );
        if (people.length === 0)
          throw new DangolError('invalid', 'Nobody is named: give "to" with customer ids, or set settings.testGroup.');
        const accepting = await deps();
        const round = randomUUID();
        const data = await Promise.all(
          [...new Set(people)].map(async (customerId) => {
            const trial = {
              templateId: campaign.templateId,
              to: { customerId },
              data: {},
              house: true,
              trialOf: id,
            } as const;
            try {
              const idempotencyKey = `trial ${round} ${customerId}`;
              return await view(await acceptMessage(accepting, { ...trial, idempotencyKey, by: key?.name }));
            } catch (error) {
              // One who is not known keeps it from nobody else.
              if (error instanceof DangolError && error.code === 'not_found')
                return { customerId, error: error.message };
              throw error;
            }
          }),
        );
        return { status: 202, body: { data } };
      },
    }),
  ];
};
