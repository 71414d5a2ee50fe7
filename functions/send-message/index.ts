import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createBrandMessageChannel } from '../../shared/delivery/brand-message.ts';
import { createEmailChannel, createSesClient } from '../../shared/delivery/email.ts';
import { createPushChannel } from '../../shared/delivery/push.ts';
import { deliveryTables } from '../../shared/delivery/sender.ts';
import { createSmsChannel, createSmsClient } from '../../shared/delivery/sms.ts';
import { createSolapiText } from '../../shared/delivery/solapi-text.ts';
import { createTextChannel } from '../../shared/delivery/text-channel.ts';
import { createFcm } from '../../shared/fcm/client.ts';
import { createServiceAccount } from '../../shared/fcm/credentials.ts';
import { createTell } from '../../shared/journeys/hint.ts';
import { createNoteEnd } from '../../shared/notices/note-end.ts';
import { createNoticeStore } from '../../shared/notices/notice-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createLinkSecrets } from '../../shared/platform/link-secrets.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createSolapi } from '../../shared/solapi/client.ts';
import { createSolapiSecret } from '../../shared/solapi/credentials.ts';
import { createPictureStore } from '../../shared/templates/picture-store.ts';
import type { SendMessage } from '../../shared/transactional/send-message.ts';
import { createMessageSender } from '../../shared/transactional/sender.ts';
import { createWebPush } from '../../shared/webpush/client.ts';
import { createVapidKey } from '../../shared/webpush/vapid.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const secrets = new SecretsManagerClient({});
const signingKey = createSigningKey(secrets, environment.SECRET_ARN);
const linkSecrets = createLinkSecrets(secrets, environment.SECRET_ARN, systemClock);
const dynamo = createDynamo();
const solapi = createSolapi({
  url: environment.SOLAPI_URL,
  secret: createSolapiSecret(secrets, environment.SOLAPI_SECRET_ARN, systemClock),
  clock: systemClock,
});
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
const pictures = createPictureStore(dynamo, environment.INSIGHTS_TABLE);
const adapters = {
  kakao: createBrandMessageChannel(solapi, pictures),
  push: createPushChannel({ fcm, web, clock: systemClock }),
  email: createEmailChannel(createSesClient(), environment.EMAIL_CONFIGURATION_SET),
  sms: createTextChannel({
    aws: createSmsChannel(createSmsClient(), environment.SMS_CONFIGURATION_SET),
    solapi: createSolapiText(solapi, pictures),
  }),
};
const noteEnd = createNoteEnd(createNoticeStore(dynamo, environment.CONSENTS_TABLE));
const tell = createTell(new SQSClient({}), environment.JOURNEY_QUEUE_URL);
let made: SendMessage | undefined;

export const handler = createHandler(async () => {
  made ??= createMessageSender({
    dynamo,
    tables: { ...deliveryTables(environment), timers: environment.TIMERS_TABLE },
    identities: environment.IDENTITIES_TABLE,
    adapters,
    onEnd: async (request, row) => {
      await noteEnd(request, row);
      // Whoever stands in the step that ordered it goes on.
      if (request.journey) await tell([{ kind: 'runs', runs: [request.journey.run] }]);
    },
    signingKey: await signingKey(),
    linkSecret: (await linkSecrets()).signs,
    publicUrl: environment.PUBLIC_URL,
    shortUrl: environment.SHORT_URL,
    clock: systemClock,
  });
  return made;
});
