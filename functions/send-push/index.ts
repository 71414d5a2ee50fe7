import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createChunkWorker } from '../../shared/delivery/chunk-worker.ts';
import { createPushChannel } from '../../shared/delivery/push.ts';
import type { SendChunk } from '../../shared/delivery/send-chunk.ts';
import { createSender, deliveryTables } from '../../shared/delivery/sender.ts';
import { createFcm } from '../../shared/fcm/client.ts';
import { createServiceAccount } from '../../shared/fcm/credentials.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createLinkSecrets } from '../../shared/platform/link-secrets.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createWebPush } from '../../shared/webpush/client.ts';
import { createVapidKey } from '../../shared/webpush/vapid.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const secrets = new SecretsManagerClient({});
const signingKey = createSigningKey(secrets, environment.SECRET_ARN);
const linkSecrets = createLinkSecrets(secrets, environment.SECRET_ARN, systemClock);
const fcm = createFcm({
  url: environment.FCM_URL,
  tokenUrl: environment.FCM_TOKEN_URL,
  account: createServiceAccount(secrets, environment.FCM_SECRET_ARN, systemClock),
  clock: systemClock,
});
const web = createWebPush({
  key: createVapidKey(secrets, environment.FCM_SECRET_ARN, systemClock),
  services: environment.WEB_PUSH_SERVICES.split(' '),
  clock: systemClock,
});
const adapter = createPushChannel({ fcm, web, clock: systemClock });
const dynamo = createDynamo();
let made: SendChunk | undefined;

export const handler = createChunkWorker(async () => {
  made ??= createSender({
    dynamo,
    tables: deliveryTables(environment),
    identities: environment.IDENTITIES_TABLE,
    adapter,
    signingKey: await signingKey(),
    linkSecret: (await linkSecrets()).signs,
    publicUrl: environment.PUBLIC_URL,
    shortUrl: environment.SHORT_URL,
    clock: systemClock,
  });
  return made;
}, systemClock);
