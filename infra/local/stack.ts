import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { createAwsJsonClient } from './aws-json.ts';
import { buildTemplate } from './build.ts';
import { type Clock, createClock } from './clock.ts';
import { type Advanced, type Counts, createControl } from './control.ts';
import { startDynamoDbLocal } from './dynamodb/dynamodb-local.ts';
import { createTables, sweepExpired } from './dynamodb/tables.ts';
import { startThrottleProxy } from './dynamodb/throttle-proxy.ts';
import { createFaults, type FaultSettings, type FaultShares } from './faults.ts';
import { startFront } from './http/front.ts';
import { createGateway } from './http/gateway.ts';
import { withLocalRoutes } from './http/local-routes.ts';
import { createInbox, type Inbox } from './inbox/inbox.ts';
import { startFunctions, variablesOf } from './lambda/functions.ts';
import type { InvokeResult } from './lambda/pool.ts';
import { createLocalKeys } from './local-keys.ts';
import { createLog } from './log.ts';
import type { Plan } from './plan.ts';
import { startMessageServices } from './queues/message-services.ts';
import { account, loadTemplate, planTemplate, region } from './read-template.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { startSecrets } from './secrets/secrets.ts';
import { startSes } from './ses/ses.ts';
import { startSms } from './sms/sms.ts';
import { startQueueMappings } from './sqs/queue-mappings.ts';
import { startStateMachines } from './step-functions/state-machines.ts';
import { startTableStreams } from './streams/table-streams.ts';

/** The account's one number: the default of settings.brand.smsSender. */
const SHOP_NUMBER = '+8221234567';

export interface StackOptions {
  /** `<Stack>.template.json` of a synthesized app; without it the project itself is bundled and synthesized. */
  readonly template?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Folder that keeps everything between starts; without it everything is in memory. */
  readonly dataDir?: string;
  /** Where the product's clock starts (ISO 8601), unless the data folder has one; default: real time. */
  readonly clock?: string;
  readonly seed?: number;
  /** Gets the steps of the start. */
  readonly say?: (line: string) => void;
  /** Gets every log line of every function. */
  readonly echo?: (line: string) => void;
}

export interface LocalStack {
  readonly url: string;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly plan: Plan;
  readonly clock: Pick<Clock, 'now'>;
  readonly inbox: Inbox;
  drain(): Promise<Counts>;
  /** Moves the product's clock to `to` (ISO 8601), firing what is due on the way. */
  advance(to: string, options?: { every?: boolean }): Promise<Advanced>;
  /** `{}` ends all faults. */
  faults(settings: FaultSettings): Promise<FaultShares>;
  /** Calls a function by logical id prefix, name or ARN. */
  invoke(name: string, event: unknown): Promise<InvokeResult>;
  /** A person answers a text message. */
  receiveText(text: { from: string; to?: string; body: string }): Promise<unknown>;
  /** The latest log lines, of one function (by logical id) or all. */
  logs(source?: string): string[];
  stop(): Promise<void>;
  /** Ends everything at once and saves nothing, as kill -9 would. */
  kill(): Promise<void>;
}

const keptSchema = z.object({ offset: z.number(), seed: z.number() });

/** Starts everything that the template describes, on free loopback ports. */
export async function startStack(options: StackOptions = {}): Promise<LocalStack> {
  // Lambda runs in UTC; a thread cannot have a zone of its own.
  process.env.TZ = 'UTC';
  const { dataDir } = options;
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const keptPath = dataDir === undefined ? undefined : join(dataDir, 'runner.json');
  const kept =
    keptPath !== undefined && existsSync(keptPath)
      ? keptSchema.parse(JSON.parse(readFileSync(keptPath, 'utf8')))
      : undefined;
  const seed = kept?.seed ?? options.seed ?? 1;
  const clock = createClock(kept?.offset ?? (options.clock === undefined ? 0 : Date.parse(options.clock) - Date.now()));
  const keep = (): void => {
    if (keptPath !== undefined) writeFileSync(keptPath, JSON.stringify({ offset: clock.offset(), seed }));
  };
  keep();

  const closers: { stop(): Promise<void> | void; kill?(): Promise<void> | void }[] = [];
  const closing = <T extends { stop(): Promise<void> | void; kill?(): Promise<void> | void }>(part: T): T => {
    closers.unshift(part);
    return part;
  };
  const shutDown = async (how: 'stop' | 'kill'): Promise<void> => {
    for (const part of closers.splice(0)) await (how === 'kill' && part.kill !== undefined ? part.kill() : part.stop());
  };

  try {
    return await wire();
  } catch (error) {
    await shutDown('kill');
    throw error;
  }

  async function wire(): Promise<LocalStack> {
    const log = createLog(dataDir, options.echo);
    closing({ stop: () => log.close() });
    const failed =
      (source: string) =>
      (error: unknown): void =>
        log.add(source, error instanceof Error ? (error.stack ?? error.message) : String(error));
    const faults = createFaults();
    const inbox = createInbox({ clock: clock.now, ...(dataDir === undefined ? {} : { dataDir }) });
    closing({ stop: () => inbox.close() });
    const folder = dataDir === undefined ? {} : { dataDir };

    const starting = [
      options.template ?? buildTemplate(options.say),
      startDynamoDbLocal({ region, ...folder }).then(closing),
      startMessageServices({ clock, region, ...folder }).then(closing),
      startFront(options.port ?? 0).then(closing),
    ] as const;
    // All are awaited even if one fails, so that what did start is stopped again.
    await Promise.allSettled(starting);
    const [templatePath, dynamo, messages, front] = await Promise.all(starting);
    const { stackName, template, assetDirectory } = loadTemplate(templatePath);
    const url = `http://localhost:${front.port}`;
    const plan = planTemplate(template, {
      stackName,
      region,
      account,
      queueEndpoint: messages.endpoint,
      apiUrl: url,
      assetDirectory,
    });

    const sns = (topicArn: string, message: object): Promise<void> =>
      messages.publish(topicArn.slice(topicArn.lastIndexOf(':') + 1), JSON.stringify(message));
    const standIn = { clock: clock.now, sns, faults: faults.provider, inbox, ...folder };
    const [ses, sms, secrets] = await Promise.all([
      startSes(standIn).then(closing),
      startSms(standIn).then(closing),
      startSecrets(standIn).then(closing),
    ]);
    ses.configure({ configurationSets: plan.emailSets });
    const answersTo = plan.smsSets[0]?.destinations[0]?.topicArn;
    const numbers = answersTo === undefined ? [] : [{ phoneNumber: SHOP_NUMBER, twoWayTopicArn: answersTo }];
    sms.configure({ configurationSets: plan.smsSets, numbers });
    for (const secret of plan.secrets) secrets.put(secret.arn, secret.name, secret.value);

    const database = createAwsJsonClient(dynamo.endpoint, 'DynamoDB_20120810', region);
    closing({ stop: () => database.close() });
    const [streamArns] = await Promise.all([createTables(database, plan.tables), messages.create(plan)]);
    await createLocalKeys(plan, dynamo.endpoint, region, clock.now);

    const endpoints: Record<string, string> = {
      DYNAMODB: dynamo.endpoint,
      DYNAMODB_STREAMS: dynamo.endpoint,
      SQS: messages.endpoint,
      SNS: messages.endpoint,
      S3: messages.endpoint,
      SES: ses.endpoint,
      PINPOINT_SMS_VOICE_V2: sms.endpoint,
      SECRETS_MANAGER: secrets.endpoint,
    };
    const functions = closing(
      startFunctions({ plan, clock, endpoints, region, faults, log, settled: () => streams?.wake() }),
    );
    const machines = closing(
      await startStateMachines({
        plans: plan.stateMachines,
        clock,
        path: dataDir === undefined ? undefined : join(dataDir, 'executions.json'),
        invoke: functions.invoke,
      }),
    );
    endpoints.SFN = machines.endpoint;

    const expired = new Set<string>();
    let streams: Awaited<ReturnType<typeof startTableStreams>> | undefined;
    streams = closing(
      await startTableStreams({
        plan,
        endpoint: dynamo.endpoint,
        region,
        streamArns,
        seed,
        faults,
        now: clock.now,
        ...folder,
        invoke: functions.invoke,
        send: (queueArn, body) => messages.send(queueArn.slice(queueArn.lastIndexOf(':') + 1), body),
        expired: (keys) => expired.delete(JSON.stringify(keys)),
        failed: failed('streams'),
      }),
    );
    const active = streams;
    const queues = closing(
      startQueueMappings({
        plan,
        endpoint: messages.endpoint,
        region,
        faults,
        invoke: functions.invoke,
        failed: failed('queues'),
      }),
    );
    const scheduler = closing(
      startScheduler({
        plans: plan.schedules,
        clock,
        region,
        account,
        call: async (targetArn, input) => {
          if (targetArn.includes(':states:')) {
            machines.start(targetArn, input);
            return;
          }
          const result = await functions.invoke(targetArn, input);
          if (!result.ok) throw new Error(`${targetArn}: ${result.error.errorType}: ${result.error.errorMessage}`);
        },
        failed: failed('scheduler'),
      }),
    );

    const control = createControl({
      clock,
      scheduler,
      consumed: queues.consumed,
      queueStates: messages.states,
      catchUp: active.catchUp,
      underWay: () => active.pending() + queues.pending() + functions.busy() + ses.pending() + sms.pending(),
      machinesWorking: machines.working,
      nextWake: machines.nextWake,
      invocations: functions.invocations,
      failedInvocations: functions.failedInvocations,
      jumped: async () => {
        keep();
        machines.jumped();
        for (const table of plan.tables)
          await sweepExpired(database, table, clock.now(), (keys) => expired.add(JSON.stringify(keys)));
      },
    });

    let proxy: Awaited<ReturnType<typeof startThrottleProxy>> | undefined;
    closing({ stop: async () => proxy?.stop() });
    const setFaults = async (settings: FaultSettings): Promise<FaultShares> => {
      const shares = faults.set(settings);
      const throttled = shares.throttleDynamo > 0;
      if (throttled) proxy ??= await startThrottleProxy(dynamo.endpoint, faults);
      const wanted = throttled && proxy !== undefined ? proxy.endpoint : dynamo.endpoint;
      // Environments read their endpoints when they start, so they are replaced.
      if (endpoints.DYNAMODB !== wanted) {
        endpoints.DYNAMODB = wanted;
        functions.recycle();
      }
      return shares;
    };

    const gateway = createGateway({ plan, pools: functions.pools, now: clock.now });
    const environmentOf = (name: string): Record<string, string> | undefined => {
      const found = plan.functions.find(({ logicalId }) => logicalId.startsWith(name));
      return found && variablesOf(found, endpoints, region);
    };
    front.serve(withLocalRoutes({ gateway, control, clock, inbox, setFaults, environmentOf }));

    return {
      url,
      endpoints,
      plan,
      clock,
      inbox,
      drain: control.drain,
      advance: (to, { every = false } = {}) => control.advance(Date.parse(to), every),
      faults: setFaults,
      invoke: (name, event) => functions.invoke(name, JSON.stringify(event)),
      receiveText: sms.receiveText,
      logs: log.lines,
      stop: () => shutDown('stop'),
      kill: () => shutDown('kill'),
    };
  }
}
