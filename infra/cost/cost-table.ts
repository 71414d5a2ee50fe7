import type { Measured, Used } from './measured.ts';
import { PRICES } from './prices.ts';

interface Priced {
  readonly what: string;
  readonly used: Used;
  /** Calls of the HTTP API, messages of SQS (three requests each: send, receive, delete), mails of SES; of one. */
  readonly calls?: number;
  readonly queued?: number;
  readonly mails?: number;
  /** Seconds of a function at 1 GB, of one; what the sender bench and the sizing of functions rest on. */
  readonly seconds: number;
  /** What others ask for a million of it. */
  readonly peers: string;
}

const subjects = (measured: Measured): Priced[] => [
  {
    what: 'events, one in a request',
    used: measured.eventAlone,
    calls: 1,
    seconds: 0.06,
    peers: 'Amazon Pinpoint, until it ended: 1.00 for taking them in',
  },
  {
    what: 'events, 20 of a person in a request',
    used: measured.eventInBatch,
    calls: 1 / 20,
    seconds: 0.006,
    peers: '',
  },
  {
    what: 'e-mails of a campaign, with receipts',
    used: measured.email,
    queued: 3 + 3 / 500,
    mails: 1,
    seconds: 0.08,
    peers: 'SES alone: 100 (Essentials plan 160)',
  },
  {
    what: 'texts of a campaign, without the carrier',
    used: measured.text,
    queued: 2 + 3 / 500,
    seconds: 0.08,
    peers: 'carriers: KRW 8–50 each',
  },
  {
    what: 'steps of journeys, without their messages',
    used: measured.journeyStep,
    queued: 1,
    seconds: 0.03,
    peers: 'Pinpoint, until it ended: 1,200 per million people in journeys or campaigns a month',
  },
  {
    what: 'customers, the first night',
    used: measured.firstNight,
    seconds: 0.0002,
    peers: '',
  },
  {
    what: 'customers, a quiet night',
    used: measured.quietNight,
    seconds: 0.0002,
    peers:
      'Pinpoint: 1,200 per million targeted endpoints a month; Klaviyo: about 15,000 a month per million profiles, from its price for 10,000',
  },
];

/** USD for a million. */
const priceOf = ({ used, calls = 0, queued = 0, mails = 0, seconds }: Priced): number =>
  used.write * PRICES.dynamoWriteMillion +
  used.read * PRICES.dynamoReadMillion +
  used.invocations * PRICES.lambdaMillion +
  seconds * PRICES.lambdaGbSecond * 1e6 +
  calls * PRICES.httpApiMillion +
  queued * PRICES.sqsMillion +
  mails * PRICES.mailThousand * 1e3;

/** What a million of each costs in USD, and what one uses. */
export const millionPrices = (
  measured: Measured,
): { readonly what: string; readonly usd: number; readonly used: Used }[] =>
  subjects(measured).map((subject) => ({ what: subject.what, usd: priceOf(subject), used: subject.used }));

const figure = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(2));

/** What a million of each costs, as a Markdown table. */
export const costTable = (measured: Measured): string =>
  [
    '| a million | units written | units read | invocations | USD | of that SES | others, USD |',
    '|---|---|---|---|---|---|---|',
    ...subjects(measured).map((subject) => {
      const { what, used, mails = 0, peers } = subject;
      const cells = [used.write, used.read, used.invocations].map((each) => `${figure(each)} M`);
      return `| ${what} | ${cells.join(' | ')} | **${figure(priceOf(subject))}** | ${mails > 0 ? figure(mails * PRICES.mailThousand * 1e3) : ''} | ${peers} |`;
    }),
  ].join('\n');
