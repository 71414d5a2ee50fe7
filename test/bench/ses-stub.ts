// SES that accepts every mail after a while and counts them; it reads no more of a call than its end.
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { bytesOf, serve } from './serve.ts';

const { LATENCY_MS } = z.object({ LATENCY_MS: z.coerce.number().default(0) }).parse(process.env);
let accepted = 0;

serve(async (request, response) => {
  await bytesOf(request);
  if (request.url === '/accepted') {
    response.end(String(accepted));
    return;
  }
  if (LATENCY_MS > 0) await wait(LATENCY_MS);
  accepted += 1;
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>m-${accepted}</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SendRawEmailResponse>`,
  );
});
