import { Agent, createServer, request } from 'node:http';
import * as z from 'zod';
import { bytesOf } from './serve.ts';

const consumedSchema = z.object({
  TableName: z.string(),
  CapacityUnits: z.number().optional(),
  ReadCapacityUnits: z.number().optional(),
  WriteCapacityUnits: z.number().optional(),
});
const answerSchema = z.object({
  ConsumedCapacity: z.union([consumedSchema, z.array(consumedSchema)]).optional(),
  __type: z.string().optional(),
});
const requestSchema = z.looseObject({ TableName: z.string().optional(), ConsistentRead: z.boolean().optional() });
type Asked = z.infer<typeof requestSchema>;

interface Units {
  readonly read: number;
  readonly write: number;
  /** Capacity units by `<table> <operation>`. */
  readonly parts: Readonly<Record<string, number>>;
  readonly calls: number;
  /** Conditional writes that were refused; DynamoDB bills them, and answers no figure. Counted as one unit each. */
  readonly refused: number;
}

export interface CountingProxy {
  readonly endpoint: string;
  /** What was used since the last call of `take`. */
  take(): Units;
  stop(): Promise<void>;
}

const READS = /^(Get|Query|Scan|BatchGet|TransactGet)/;

/**
 * Stands before DynamoDB Local, asks for the consumed capacity of every call and adds it up. DynamoDB Local answers the
 * units of the real service (checked for puts, queries, indexes and transactions).
 * @param nameOf plain name of a table by its physical name
 */
export const startCountingProxy = async (
  target: string,
  nameOf: (physical: string) => string,
): Promise<CountingProxy> => {
  const agent = new Agent({ keepAlive: true });
  let read = 0;
  let write = 0;
  let calls = 0;
  let refused = 0;
  let parts = new Map<string, number>();

  const add = (operation: string, table: string, units: number, kind: 'read' | 'write'): void => {
    if (kind === 'read') read += units;
    else write += units;
    const part = `${nameOf(table)} ${operation}`;
    parts.set(part, (parts.get(part) ?? 0) + units);
  };

  const count = (operation: string, { TableName: table = 'several', ConsistentRead }: Asked, body: Buffer): void => {
    const answer = answerSchema.parse(JSON.parse(body.toString('utf8')));
    calls += 1;
    if (/ConditionalCheckFailed|TransactionCanceled/.test(answer.__type ?? '')) {
      refused += 1;
      add(`${operation} refused`, table, 1, 'write');
    }
    const consumed = answer.ConsumedCapacity ?? [];
    for (const entry of Array.isArray(consumed) ? consumed : [consumed]) {
      const kind = READS.test(operation) ? 'read' : 'write';
      // A query that finds nothing is free on DynamoDB Local; DynamoDB bills the least there is.
      const least = operation === 'Query' ? (ConsistentRead ? 1 : 0.5) : 0;
      add(operation, entry.TableName, Math.max(entry.CapacityUnits ?? 0, least), kind);
    }
  };

  const server = createServer(async (incoming, outgoing) => {
    try {
      const operation = String(incoming.headers['x-amz-target'] ?? '').replace('DynamoDB_20120810.', '');
      const asked = requestSchema.parse(JSON.parse((await bytesOf(incoming)).toString('utf8')));
      const body = Buffer.from(JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' }));
      const headers = { ...incoming.headers, 'content-length': String(body.length) };
      const forwarded = request(target, { agent, method: 'POST', path: '/', headers });
      forwarded.once('error', () => outgoing.destroy());
      forwarded.once('response', async (response) => {
        const answer = await bytesOf(response);
        count(operation, asked, answer);
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        outgoing.end(answer);
      });
      forwarded.end(body);
    } catch {
      outgoing.destroy();
    }
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The counting proxy has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    take: () => {
      const taken = { read, write, calls, refused, parts: Object.fromEntries([...parts].sort()) };
      read = 0;
      write = 0;
      calls = 0;
      refused = 0;
      parts = new Map();
      return taken;
    },
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
