import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createMakeCall } from '../../shared/webhooks/make-call.ts';
import { createPost, postsTo } from '../../shared/webhooks/post.ts';
import { createCallQueue } from '../../shared/webhooks/queue.ts';
import { createWebhookStore } from '../../shared/webhooks/webhook-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();

export const handler = createHandler(
  createMakeCall({
    store: createWebhookStore(dynamo, environment.EFFECTS_TABLE),
    definitions: createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, systemClock),
    queue: createCallQueue(new SQSClient({}), environment.WEBHOOK_QUEUE_URL),
    post: createPost(environment.WEBHOOK_RELAY === 'none' ? {} : postsTo(environment.WEBHOOK_RELAY)),
    signingKey: createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN),
    clock: systemClock,
  }),
);
