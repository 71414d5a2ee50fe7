import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createFeedbackQueue } from '../../shared/feedback/queue.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createSolapi } from '../../shared/solapi/client.ts';
import { createSolapiSecret } from '../../shared/solapi/credentials.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const secret = createSolapiSecret(new SecretsManagerClient({}), environment.SOLAPI_SECRET_ARN, systemClock);

export const handler = createHandler({
  secret,
  solapi: createSolapi({ url: environment.SOLAPI_URL, secret, clock: systemClock }),
  queue: createFeedbackQueue(new SQSClient({}), environment.FEEDBACK_QUEUE_URL),
});
