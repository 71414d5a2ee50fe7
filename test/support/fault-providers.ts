import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESClient } from '@aws-sdk/client-ses';
import { startFcm } from '../../infra/local/fcm/fcm.ts';
import { createInbox } from '../../infra/local/inbox/inbox.ts';
import { startSes } from '../../infra/local/ses/ses.ts';
import { startSms } from '../../infra/local/sms/sms.ts';
import { startSolapi } from '../../infra/local/solapi/solapi.ts';
import { startWebPush } from '../../infra/local/web-push/web-push.ts';
import { createBrandMessageChannel } from '../../shared/delivery/brand-message.ts';
import type { ChannelAdapter } from '../../shared/delivery/channel.ts';
import { createEmailChannel } from '../../shared/delivery/email.ts';
import { createPushChannel } from '../../shared/delivery/push.ts';
import { createSmsChannel } from '../../shared/delivery/sms.ts';
import { createSolapiText } from '../../shared/delivery/solapi-text.ts';
import { createTextChannel } from '../../shared/delivery/text-channel.ts';
import { createFcm } from '../../shared/fcm/client.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { createSolapi } from '../../shared/solapi/client.ts';
import type { Channel } from '../../shared/templates/template.ts';
import { createWebPush } from '../../shared/webpush/client.ts';
import { keyMark, makeVapidKey, publicKeyOf } from '../../shared/webpush/vapid.ts';
import { credentials } from '../unit/stand-ins/stand-in-bench.ts';
import { APPROVED_TALK, SHARES } from './fault-channels.ts';
import type { OpenBrowser } from './fault-people.ts';
import { NO_PICTURES } from './image-memory.ts';

const TOPIC = 'arn:aws:sns:ap-northeast-2:000000000000:feedback';

/** All stand-ins of providers, each refusing and losing its share of calls, with the adapters that speak to them. `hear` gets what they report by a topic. */
export const startFaultProviders = async (given: {
  readonly clock: Clock;
  readonly random: () => number;
  readonly hear: (message: object) => void;
}) => {
  const { clock, random, hear } = given;
  const inbox = createInbox({ clock });
  const { failProvider, loseProviderAnswer } = SHARES;
  const faults = () => ({ failProvider, loseProviderAnswer, random });
  const options = { clock, inbox, faults, sns: async (_topic: string, message: object) => hear(message) };
  const standIns = await Promise.all([
    ...([startSes(options), startSms(options), startSolapi(options)] as const),
    ...([startFcm(options), startWebPush(options)] as const),
  ]);
  const [ses, sms, texts, firebase, browsers] = standIns;
  const sets = (eventTypes: readonly string[]) => ({
    configurationSets: [{ name: 'campaigns', destinations: [{ topicArn: TOPIC, eventTypes }] }],
  });
  ses.configure(sets(['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT']));
  sms.configure(sets(['TEXT_ALL']));
  texts.register(APPROVED_TALK);
  const aws = (endpoint: string) => ({ endpoint, region: 'ap-northeast-2', credentials, maxAttempts: 1 });
  const mails = new SESClient(aws(ses.endpoint));
  const voice = new PinpointSMSVoiceV2Client(aws(sms.endpoint));
  const secret = async () => ({ apiKey: 'local', apiSecret: 'local-secret', webhookSecret: 'w'.repeat(32) });
  const solapi = createSolapi({ url: texts.endpoint, secret, clock });
  const fcm = createFcm({
    ...{ url: firebase.endpoint, tokenUrl: firebase.tokenUrl },
    ...{ account: async () => firebase.account, clock },
  });
  const key = makeVapidKey();
  const serverKey = publicKeyOf(key) ?? '';
  const web = createWebPush({ key: async () => key, services: [browsers.endpoint], clock });
  const adapters: Readonly<Record<Channel, ChannelAdapter>> = {
    email: createEmailChannel(mails, 'campaigns'),
    sms: createTextChannel({
      aws: createSmsChannel(voice, 'campaigns'),
      solapi: createSolapiText(solapi, NO_PICTURES),
    }),
    push: createPushChannel({ fcm, web, clock }),
    kakao: createBrandMessageChannel(solapi, NO_PICTURES),
  };
  const openBrowser: OpenBrowser = async (isGone) => {
    const { endpoint, p256dh, auth } = await browsers.subscribe(serverKey);
    if (isGone) browsers.unsubscribe(endpoint);
    return `web:${endpoint}#${p256dh}#${auth}#${keyMark(serverKey)}`;
  };
  return {
    ...{ inbox, adapters, solapi, openBrowser },
    stop: async (): Promise<void> => {
      mails.destroy();
      voice.destroy();
      await Promise.all(standIns.map((one) => one.stop()));
      inbox.close();
    },
  };
};
