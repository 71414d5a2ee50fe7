import { createServer } from 'node:http';

/** What the account answers: bodies as the API references of the services show them. */
export interface FakeAccount {
  readonly account?: Record<string, unknown>;
  readonly identity?: Record<string, unknown>;
  readonly numbers?: readonly Record<string, unknown>[];
  readonly concurrency?: number;
  readonly subscriptions?: readonly { readonly arn: string; readonly endpoint: string }[];
  readonly outputs?: Readonly<Record<string, string>>;
}

const xml = (action: string, service: string, result: string): string =>
  `<${action}Response xmlns="http://${service}.amazonaws.com/doc/2010-05-15/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`;

const NO_STACK = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Dangol does not exist</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const jsonReply = (body: unknown): Reply => ({ status: 200, type: 'application/json', body: JSON.stringify(body) });
const xmlReply = (body: string, status = 200): Reply => ({ status, type: 'text/xml', body });

const replyTo = (fake: FakeAccount, path: string, target: string, body: string): Reply | undefined => {
  if (path === '/v2/email/account') return fake.account && jsonReply(fake.account);
  if (path.startsWith('/v2/email/identities/'))
    return fake.identity
      ? jsonReply(fake.identity)
      : {
          status: 404,
          type: 'application/json',
          body: JSON.stringify({ message: 'Email identity does not exist.' }),
          headers: { 'x-amzn-errortype': 'NotFoundException' },
        };
  if (path.startsWith('/2016-08-19/account-settings'))
    return fake.concurrency === undefined
      ? undefined
      : jsonReply({
          AccountLimit: { ConcurrentExecutions: fake.concurrency, UnreservedConcurrentExecutions: fake.concurrency },
          AccountUsage: { FunctionCount: 26, TotalCodeSize: 1 },
        });
  if (target === 'PinpointSMSVoiceV2.DescribePhoneNumbers')
    return fake.numbers && jsonReply({ PhoneNumbers: fake.numbers });
  const action = new URLSearchParams(body).get('Action');
  if (action === 'DescribeStacks') {
    if (!fake.outputs) return xmlReply(NO_STACK, 400);
    const members = Object.entries(fake.outputs)
      .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
      .join('');
    return xmlReply(
      xml(
        'DescribeStacks',
        'cloudformation',
        `<Stacks><member><StackName>Dangol</StackName><CreationTime>2026-11-22T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members}</Outputs></member></Stacks>`,
      ),
    );
  }
  if (action === 'ListSubscriptionsByTopic') {
    const members = (fake.subscriptions ?? [])
      .map(
        ({ arn, endpoint }) =>
          `<member><SubscriptionArn>${arn}</SubscriptionArn><Owner>123456789012</Owner><Protocol>email</Protocol><Endpoint>${endpoint}</Endpoint><TopicArn>t</TopicArn></member>`,
      )
      .join('');
    return xmlReply(xml('ListSubscriptionsByTopic', 'sns', `<Subscriptions>${members}</Subscriptions>`));
  }
  return undefined;
};

/** All services at one address; what the account does not say is answered with AccessDenied. */
export const startFakeAws = async (
  fake: FakeAccount,
): Promise<{ readonly endpoint: string; readonly asked: string[]; stop(): Promise<void> }> => {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const target = String(incoming.headers['x-amz-target'] ?? '');
      const path = (incoming.url ?? '').split('?')[0] ?? '';
      asked.push(`${incoming.method} ${target || new URLSearchParams(body).get('Action') || path}`);
      const reply = replyTo(fake, path, target, body) ?? {
        status: 403,
        type: 'application/json',
        body: JSON.stringify({ __type: 'AccessDeniedException', message: 'not authorized' }),
        headers: { 'x-amzn-errortype': 'AccessDeniedException' },
      };
      outgoing.writeHead(reply.status, { 'content-type': reply.type, ...reply.headers });
      outgoing.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
