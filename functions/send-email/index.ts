import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createChunkWorker } from '../../shared/delivery/chunk-worker.ts';
import { createEmailChannel, createSesClient } from '../../shared/delivery/email.ts';
import type { SendChunk } from '../../shared/delivery/send-chunk.ts';
import { createSender, deliveryTables } from '../../shared/delivery/sender.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createLinkSecrets } from '../../shared/platform/link-secrets.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const secrets = new SecretsManagerClient({});
const signingKey = createSigningKey(secrets, environment.SECRET_ARN);
const linkSecrets = createLinkSecrets(secrets, environment.SECRET_ARN, systemClock);
const adapter = createEmailChannel(createSesClient(), environment.CONFIGURATION_SET);
const dynamo = createDynamo();
let made: SendChunk | undefined;

export const handler = createChunkWorker(async () => {
  made ??= createSender({
    dynamo,
    tables: deliveryTables(environment),
    adapter,
    signingKey: await signingKey(),
    linkSecret: (await linkSecrets()).signs,
    publicUrl: environment.PUBLIC_URL,
    shortUrl: environment.SHORT_URL,
    clock: systemClock,
  });
  return made;
}, systemClock);
