import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemOf, type ProjectWorld, SECRET, startProjectWorld } from '../support/project-world.ts';

const TOOL = fileURLToPath(new URL('../../infra/tools/rebuild.ts', import.meta.url));
const run = promisify(execFile);

let world: ProjectWorld;
let secrets: Server;
let variables: Record<string, string>;

beforeAll(async () => {
  world = await startProjectWorld();
  secrets = createServer((_request, answer) => {
    answer.setHeader('content-type', 'application/x-amz-json-1.1');
    answer.end(JSON.stringify({ SecretString: JSON.stringify({ signingKey: SECRET }) }));
  }).listen(0, '127.0.0.1');
  await once(secrets, 'listening');
  const address = secrets.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  variables = {
    ...world.database.environment,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${address.port}`,
    ...Object.fromEntries(
      Object.entries(world.database.tables).map(([name, table]) => [`${name.toUpperCase()}_TABLE`, table]),
    ),
    SECRET_ARN: 'arn:secret',
  };
});
afterAll(async () => {
  secrets.close();
  await world.stop();
});

const rebuild = async (...words: string[]): Promise<string> => {
  const { stdout } = await run(process.execPath, [TOOL, ...words], { env: { PATH: process.env.PATH, ...variables } });
  return stdout.trim();
};

describe('npm run rebuild', () => {
  it('makes every profile from the events alone, changes nothing when run again, and mends a damaged one', async () => {
    const people = ['u:one', 'u:이', 'a:three'];
    for (const person of people) {
      await world.put(itemOf({ person, messageId: '1', type: 'identify', body: { traits: { name: person } } }));
      await world.put(
        itemOf({
          person,
          messageId: '2',
          name: 'Order Completed',
          body: { properties: { order_id: person, total: 9 } },
        }),
      );
    }
    await world.put({ ...itemOf({ person: 'quarantine#3', messageId: 'x' }) });
    expect(await rebuild('--all')).toBe('3 folded anew: 3 changed, 0 stood as they were.');
    expect(await world.deps.customers.get('u:이')).toMatchObject({ fold: { orders: 1, revenue: { KRW: 9 } } });
    expect(await rebuild('--all')).toBe('3 folded anew: 0 changed, 3 stood as they were.');

    const before = await world.deps.customers.readFold('u:one');
    await world.database.dynamo.send(
      new UpdateCommand({
        TableName: 'customers',
        Key: { customerId: 'u:one', part: 'profile' },
        UpdateExpression: 'SET fold = :fold',
        ExpressionAttributeValues: { ':fold': before?.text.replace('"events":2', '"events":3') },
      }),
    );
    expect(await rebuild('--customer', 'one')).toBe('1 folded anew: 1 changed, 0 stood as they were.');
    expect((await world.deps.customers.readFold('u:one'))?.text).toBe(before?.text);
  });

  it('says how it is used when it is not told whom to fold', async () => {
    const failure: unknown = await rebuild().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 1, stderr: expect.stringContaining('Usage: npm run rebuild') });
  });
});
