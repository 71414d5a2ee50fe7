import * as z from 'zod';
import { makeVapidKey } from '../../shared/webpush/vapid.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import { startFcm } from './fcm/fcm.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Plan } from './plan.ts';
import type { MessageServices } from './queues/message-services.ts';
import { nameOfArn } from './resources/properties.ts';
import { startSecrets } from './secrets/secrets.ts';
import { startSes } from './ses/ses.ts';
import { startSms } from './sms/sms.ts';
import { startSolapi } from './solapi/solapi.ts';
import { startWebPush } from './web-push/web-push.ts';
import { startWebhooks } from './webhooks/webhooks.ts';

/** The account's one number: the default of settings.brand.smsSender. */
const shopNumber = '+8221234567';

/** The part of a secret that a person fills in at a provider's; locally it is filled in. */
const solapiKeys = { apiKey: 'local', apiSecret: 'local-secret' };
const solapiSecretSchema = z.looseObject({ apiKey: z.literal(''), webhookSecret: z.string() });
const solapiSecretOf = (value: string) => solapiSecretSchema.safeParse(value === '' ? {} : JSON.parse(value)).data;

/** A template that Kakao has approved, to try AlimTalk out with. */
const sampleTemplate = {
  templateId: 'local-shipped',
  channelId: 'local-channel',
  name: '배송 출발',
  status: 'APPROVED',
  content: '#{이름}님, 주문하신 상품이 출발했습니다.\n#{링크}',
} as const;

/** SES, End User Messaging, Solapi, Firebase, a browser's push service, the ends of webhooks and Secrets Manager with what the template says about them. */
export async function startProviders(options: {
  plan: Pick<Plan, 'emailSets' | 'smsSets' | 'secrets'>;
  clock: Clock;
  faults: Faults;
  inbox: Inbox;
  messages: Pick<MessageServices, 'publish'>;
  folder: { dataDir?: string };
  /** Where the HTTP API answers, for webhooks. */
  url: string;
}) {
  const { plan, clock, faults, inbox, folder, url } = options;
  const sns = (topicArn: string, message: object): Promise<void> =>
    options.messages.publish(nameOfArn(topicArn), JSON.stringify(message));
  const standIn = { clock: clock.now, sns, faults: faults.provider, inbox, ...folder };
  const [ses, sms, solapi, fcm, webPush, webhooks, secrets] = await Promise.all([
    startSes(standIn),
    startSms(standIn),
    startSolapi(standIn),
    startFcm(standIn),
    startWebPush(standIn),
    startWebhooks(standIn),
    startSecrets(standIn),
  ]);
  ses.configure({ configurationSets: plan.emailSets });
  const answersTo = plan.smsSets[0]?.destinations[0]?.topicArn;
  const numbers = answersTo === undefined ? [] : [{ phoneNumber: shopNumber, twoWayTopicArn: answersTo }];
  sms.configure({ configurationSets: plan.smsSets, numbers });
  solapi.register(sampleTemplate);
  for (const { arn, name, value } of plan.secrets) {
    const toFill = solapiSecretOf(value);
    const filled = { ...solapiKeys, firebase: fcm.account, vapid: makeVapidKey() };
    secrets.put(arn, name, toFill ? JSON.stringify({ ...toFill, ...filled }) : value);
    if (toFill) solapi.configure({ ...solapiKeys, webhook: { url: `${url}/h/solapi`, secret: toFill.webhookSecret } });
  }
  return {
    endpoints: {
      SES: ses.endpoint,
      PINPOINT_SMS_VOICE_V2: sms.endpoint,
      SECRETS_MANAGER: secrets.endpoint,
      SOLAPI: solapi.endpoint,
      FCM: fcm.endpoint,
      WEB_PUSH: webPush.endpoint,
      WEBHOOKS: webhooks.endpoint,
    },
    /** Kakao's register of templates, and the 080 number. */
    solapi,
    webPush,
    receiveText: sms.receiveText,
    /** Accepted messages whose events no topic has taken yet. */
    pending: () => ses.pending() + sms.pending() + solapi.pending(),
    stop: async (): Promise<void> => {
      await Promise.all([ses, sms, solapi, fcm, webPush, webhooks, secrets].map((one) => one.stop()));
    },
  };
}
