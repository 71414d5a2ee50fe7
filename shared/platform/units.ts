import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

/** Request units of on-demand tables, as DynamoDB bills them. */
export interface Units {
  readonly read: number;
  readonly write: number;
}

interface Tally {
  read: number;
  write: number;
}

const consumedSchema = z.object({ CapacityUnits: z.number().default(0) });
const answerSchema = z.object({ ConsumedCapacity: z.union([consumedSchema, z.array(consumedSchema)]).optional() });

const READS = /^(Get|Query|Scan|BatchGet|TransactGet)/;
const WRITES = /^(Put|Update|Delete|BatchWrite|TransactWrite)/;

const running = new AsyncLocalStorage<Tally>();

const add = (tally: Tally, command: string, answer: unknown): void => {
  const { ConsumedCapacity: consumed = [] } = answerSchema.parse(answer);
  const units = [consumed].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
  if (READS.test(command)) tally.read += units;
  else tally.write += units;
};

/** Every call made inside `metered` asks for its consumed capacity; calls outside go as they are. */
export const meterUnits = (client: DynamoDBClient): void => {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const tally = running.getStore();
      const command = (context.commandName ?? '').replace('Command', '');
      if (!tally || !(READS.test(command) || WRITES.test(command))) return next(args);
      try {
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        add(tally, command, result.output);
        return result;
      } catch (error) {
        // A refused condition is billed without a figure: at least one unit.
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') tally.write += 1;
        throw error;
      }
    },
    { step: 'initialize', name: 'meterUnits' },
  );
};

/** Runs `work` and answers the units that it used, until its end or its error. */
export const metered = async <T>(work: () => Promise<T>, used: (units: Units) => Promise<void>): Promise<T> => {
  const tally: Tally = { read: 0, write: 0 };
  try {
    return await running.run(tally, work);
  } finally {
    await used(tally);
  }
};
