import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { pollSolapi } from '../../shared/feedback/poll-solapi.ts';
import { createFeedbackQueue } from '../../shared/feedback/queue.ts';
import { createSolapiCursorStore } from '../../shared/feedback/solapi-cursor-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createSolapi } from '../../shared/solapi/client.ts';
import { createSolapiSecret } from '../../shared/solapi/credentials.ts';
import { createImageReader } from '../../shared/templates/image-files.ts';
import { keepPictures } from '../../shared/templates/keep-pictures.ts';
import { createPictureStore } from '../../shared/templates/picture-store.ts';
import { createRegistrationStore } from '../../shared/templates/registration-store.ts';
import { syncRegistrations } from '../../shared/templates/sync-registrations.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const clock = systemClock;
const secret = createSolapiSecret(new SecretsManagerClient({}), environment.SOLAPI_SECRET_ARN, clock);
const deps = {
  clock,
  solapi: createSolapi({
    url: environment.SOLAPI_URL,
    secret,
    clock,
  }),
  cursors: createSolapiCursorStore(dynamo, environment.INSIGHTS_TABLE),
  queue: createFeedbackQueue(new SQSClient({}), environment.FEEDBACK_QUEUE_URL),
};

const definitions = createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, clock);
const registrations = createRegistrationStore(dynamo, environment.INSIGHTS_TABLE);
const pictures = createPictureStore(dynamo, environment.INSIGHTS_TABLE);
const files = createImageReader(new S3Client({}), environment.IMAGE_BUCKET);

export const handler = createHandler({
  clock,
  hasKey: async () => (await secret()).apiKey !== '',
  sync: () => syncRegistrations({ solapi: deps.solapi, definitions, registrations, clock }),
  keepPictures: (deadline) => keepPictures({ solapi: deps.solapi, pictures, files, clock }, deadline),
  poll: (deadline) => pollSolapi(deps, deadline),
});
