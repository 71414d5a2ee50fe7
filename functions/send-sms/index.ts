import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SendChunk } from '../../shared/delivery/send-chunk.ts';
import { createSender, deliveryTables } from '../../shared/delivery/sender.ts';
import { createSmsChannel, createSmsClient } from '../../shared/delivery/sms.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const signingKey = createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN);
const adapter = createSmsChannel(createSmsClient(), environment.CONFIGURATION_SET);
const dynamo = createDynamo();
let made: SendChunk | undefined;

export const handler = createHandler(async () => {
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
