import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Plan } from './plan.ts';
import type { MessageServices } from './queues/message-services.ts';
import { nameOfArn } from './resources/properties.ts';
import { startSecrets } from './secrets/secrets.ts';
import { startSes } from './ses/ses.ts';
import { startSms } from './sms/sms.ts';

/** The account's one number: the default of settings.brand.smsSender. */
const shopNumber = '+8221234567';

/** SES, End User Messaging and Secrets Manager with what the template says about them. */
export async function startProviders(options: {
  plan: Pick<Plan, 'emailSets' | 'smsSets' | 'secrets'>;
  clock: Clock;
  faults: Faults;
  inbox: Inbox;
  messages: Pick<MessageServices, 'publish'>;
  folder: { dataDir?: string };
}) {
  const { plan, clock, faults, inbox, folder } = options;
  const sns = (topicArn: string, message: object): Promise<void> =>
    options.messages.publish(nameOfArn(topicArn), JSON.stringify(message));
  const standIn = { clock: clock.now, sns, faults: faults.provider, inbox, ...folder };
  const [ses, sms, secrets] = await Promise.all([startSes(standIn), startSms(standIn), startSecrets(standIn)]);
  ses.configure({ configurationSets: plan.emailSets });
  const answersTo = plan.smsSets[0]?.destinations[0]?.topicArn;
  const numbers = answersTo === undefined ? [] : [{ phoneNumber: shopNumber, twoWayTopicArn: answersTo }];
  sms.configure({ configurationSets: plan.smsSets, numbers });
  for (const secret of plan.secrets) secrets.put(secret.arn, secret.name, secret.value);
  return {
    endpoints: { SES: ses.endpoint, PINPOINT_SMS_VOICE_V2: sms.endpoint, SECRETS_MANAGER: secrets.endpoint },
    receiveText: sms.receiveText,
    /** Accepted messages whose events no topic has taken yet. */
    pending: () => ses.pending() + sms.pending(),
    stop: async (): Promise<void> => {
      await Promise.all([ses.stop(), sms.stop(), secrets.stop()]);
    },
  };
}
