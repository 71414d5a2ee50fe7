// SES that accepts every mail after a while and counts them.
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { bytesOf, serve } from './serve.ts';

const { LATENCY_MS } = z.object({ LATENCY_MS: z.coerce.number().default(0) }).parse(process.env);
let accepted = 0;

const answerTo = (action: string, result: string): string =>
  `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`;

/** What the account may do, far above what is sent; asked once an hour by all workers together. */
const ACCOUNT: Readonly<Record<string, string>> = {
  GetSendQuota:
    '<Max24HourSend>100000000</Max24HourSend><MaxSendRate>100000</MaxSendRate><SentLast24Hours>0</SentLast24Hours>',
  GetAccountSendingEnabled: '<Enabled>true</Enabled>',
};

serve(async (request, response) => {
  const body = await bytesOf(request);
  if (request.url === '/accepted') {
    response.end(String(accepted));
    return;
  }
  if (LATENCY_MS > 0) await wait(LATENCY_MS);
  response.writeHead(200, { 'content-type': 'text/xml' });
  // No mail holds it: its own signs of equality are encoded.
  const asked = Object.entries(ACCOUNT).find(([action]) => body.includes(`Action=${action}`));
  if (asked) {
    response.end(answerTo(...asked));
    return;
  }
  accepted += 1;
  response.end(answerTo('SendRawEmail', `<MessageId>m-${accepted}</MessageId>`));
});
