import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createChunkWorker } from '../../shared/delivery/chunk-worker.ts';
import type { SendChunk } from '../../shared/delivery/send-chunk.ts';
import { createSender, deliveryTables } from '../../shared/delivery/sender.ts';
import { createSmsChannel, createSmsClient } from '../../shared/delivery/sms.ts';
import { createSolapiText } from '../../shared/delivery/solapi-text.ts';
import { createTextChannel } from '../../shared/delivery/text-channel.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createSolapi } from '../../shared/solapi/client.ts';
import { createSolapiSecret } from '../../shared/solapi/credentials.ts';
import { createPictureStore } from '../../shared/templates/picture-store.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const secrets = new SecretsManagerClient({});
const signingKey = createSigningKey(secrets, environment.SECRET_ARN);
const dynamo = createDynamo();
const solapi = createSolapi({
  url: environment.SOLAPI_URL,
  secret: createSolapiSecret(secrets, environment.SOLAPI_SECRET_ARN, systemClock),
  clock: systemClock,
});
const adapter = createTextChannel({
  aws: createSmsChannel(createSmsClient(), environment.CONFIGURATION_SET),
  solapi: createSolapiText(solapi, createPictureStore(dynamo, environment.INSIGHTS_TABLE)),
});
let made: SendChunk | undefined;

export const handler = createChunkWorker(async () => {
  made ??= createSender({
    dynamo,
    tables: deliveryTables(environment),
    adapter,
    signingKey: await signingKey(),
    publicUrl: environment.PUBLIC_URL,
    shortUrl: environment.SHORT_URL,
    clock: systemClock,
  });
  return made;
}, systemClock);
