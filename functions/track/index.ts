import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createEventStore } from '../../shared/events/event-store.ts';
import { createFeedbackDeps } from '../../shared/feedback/feedback-deps.ts';
import { LANDING_KEY } from '../../shared/landing/landing-page.ts';
import { createLandingStore } from '../../shared/landing/landing-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { deriveKey } from '../../shared/platform/hash.ts';
import { createLinkSecrets } from '../../shared/platform/link-secrets.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createAnswerStore } from '../../shared/surveys/answer-store.ts';
import { createTasks } from '../../shared/tasks/create-task.ts';
import { createTaskStore } from '../../shared/tasks/task-store.ts';
import { createShortLinkStore } from '../../shared/tracking/short-link-store.ts';
import { LINK_KEY } from '../../shared/tracking/token.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';
import { createLanding } from './landing.ts';
import { createSurvey } from './survey.ts';

const environment = environmentSchema.parse(process.env);
// A reader waits for the answer: two short tries, then the visit is given up.
const sqs = new SQSClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 500, requestTimeout: 1_500 } });
const dynamo = createDynamo();
const secrets = new SecretsManagerClient({});
const signingKey = createSigningKey(secrets, environment.SECRET_ARN);
const linkSecrets = createLinkSecrets(secrets, environment.SECRET_ARN, systemClock);
/** The same buffer for the same secret: a key is prepared once. */
const linkKeys = new Map<string, Buffer>();
const linkKeyOf = (linkSecret: string): Buffer => {
  const key = linkKeys.get(linkSecret) ?? deriveKey(linkSecret, LINK_KEY);
  linkKeys.set(linkSecret, key);
  return key;
};

const record = createFeedbackDeps({
  dynamo,
  clock: systemClock,
  signingKey,
  tables: {
    chunks: environment.SENDS_TABLE,
    consents: environment.CONSENTS_TABLE,
    customers: environment.CUSTOMERS_TABLE,
    definitions: environment.DEFINITIONS_TABLE,
    events: environment.EVENTS_TABLE,
    messages: environment.MESSAGES_TABLE,
    suppressions: environment.SUPPRESSIONS_TABLE,
    timers: environment.TIMERS_TABLE,
  },
});

export const handler = createHandler({
  clock: systemClock,
  linkKey: async () => linkKeyOf((await linkSecrets()).signs),
  readKeys: async () => (await linkSecrets()).reads.map(linkKeyOf),
  record,
  landing: createLanding({
    clock: systemClock,
    landingKey: async () => deriveKey(await signingKey(), LANDING_KEY),
    landings: createLandingStore(dynamo, environment.EFFECTS_TABLE),
    events: createEventStore(dynamo, environment.EVENTS_TABLE),
  }),
  survey: createSurvey({
    record,
    answers: createAnswerStore(dynamo, environment.EFFECTS_TABLE),
    createTask: createTasks(createTaskStore(dynamo, environment.EFFECTS_TABLE), systemClock),
  }),
  shortLinks: createShortLinkStore(dynamo, environment.SENDS_TABLE, systemClock),
  report: async (message) => {
    await sqs.send(
      new SendMessageCommand({ QueueUrl: environment.FEEDBACK_QUEUE_URL, MessageBody: JSON.stringify(message) }),
    );
  },
});
