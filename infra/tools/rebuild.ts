import { readFileSync } from 'node:fs';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { environmentSchema } from '../../functions/project/environment.ts';
import { personOf } from '../../shared/events/person.ts';
import { isQuarantined } from '../../shared/events/quarantine.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo, scanAll } from '../../shared/platform/dynamo.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import { createProjectDeps, projectTables } from '../../shared/profiles/project-deps.ts';
import { projectPerson } from '../../shared/profiles/project-person.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Usage: npm run rebuild -- --all | --customer ID   [--local URL | --environment FILE]
  --all               every person who has stored events
  --customer ID       one customer, by the id that the API shows
  --local URL         the running local stack, such as http://localhost:4000
  --environment FILE  JSON of the variables of the deployed function Project:
                      aws lambda get-function-configuration --function-name NAME --query Environment.Variables
                      (default: the variables of this process)
Folds profiles, orders and consent evidence anew from the stored events. Running it again changes nothing.`;

const variablesSchema = z.record(z.string(), z.string());

const localVariables = async (url: string): Promise<unknown> => {
  const answer = await fetch(new URL('/_local/environment', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"function":"Project"}',
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
};

const readVariables = async (local: string | undefined, file: string | undefined): Promise<void> => {
  if (local === undefined && file === undefined) return;
  const variables = local === undefined ? JSON.parse(readFileSync(file ?? '', 'utf8')) : await localVariables(local);
  // The SDK's own settings (endpoints, region) come the same way as they reach the function.
  Object.assign(process.env, variablesSchema.parse(variables));
};

/** Pieces of the table that are scanned side by side. */
const SEGMENTS = 16;

const main = async (): Promise<void> => {
  const { values } = readFlags(USAGE, {
    options: {
      all: { type: 'boolean', default: false },
      customer: { type: 'string' },
      local: { type: 'string' },
      environment: { type: 'string' },
    },
  });
  if (values.all === (values.customer !== undefined)) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 1;
    return;
  }
  await readVariables(values.local, values.environment);
  // Folding starts no journey and gives no coupon.
  const environment = environmentSchema
    .omit({ JOURNEYRUNS_TABLE: true, JOURNEY_QUEUE_URL: true, COUPONS_TABLE: true, FEEDBACK_QUEUE_URL: true })
    .parse(process.env);
  const dynamo = createDynamo();
  const deps = await createProjectDeps({
    dynamo,
    clock: systemClock,
    signingKey: createSigningKey(new SecretsManagerClient({}), environment.SECRET_ARN),
    tables: projectTables(environment),
  })();

  const counts = { unchanged: 0, written: 0 };
  const rebuild = async (person: string): Promise<void> => {
    counts[await projectPerson(deps, person, 'everything')] += 1;
    const done = counts.unchanged + counts.written;
    if (done % 1_000 === 0) process.stderr.write(`${done} customers folded\n`);
  };

  if (values.customer !== undefined) await rebuild(personOf(values.customer));
  else {
    const segments = Array.from({ length: SEGMENTS }, (_, segment) => segment);
    await inParallel(segments, SEGMENTS / 2, async (segment) => {
      let last: string | undefined;
      for await (const item of scanAll(dynamo, {
        TableName: environment.EVENTS_TABLE,
        Segment: segment,
        TotalSegments: SEGMENTS,
        ProjectionExpression: 'person',
      })) {
        const { person } = z.object({ person: z.string() }).parse(item);
        // A scan gives the items of one person in a row.
        if (person === last || isQuarantined(person)) continue;
        last = person;
        await rebuild(person);
      }
    });
  }
  const { written, unchanged } = counts;
  process.stdout.write(`${written + unchanged} folded anew: ${written} changed, ${unchanged} stood as they were.\n`);
};

await main();
