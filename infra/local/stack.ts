import { join } from 'node:path';
import { createAwsJsonClient } from './aws-json.ts';
import { createBreakRoutes } from './break/break.ts';
import { buildTemplate } from './build.ts';
import type { Clock } from './clock.ts';
import { startCognito } from './cognito/cognito.ts';
import { type Advanced, type Counts, createControl } from './control.ts';
import { startDynamoDbLocal } from './dynamodb/dynamodb-local.ts';
import { createSweeper, createTables, markStream } from './dynamodb/tables.ts';
import { createThrottling } from './dynamodb/throttle-proxy.ts';
import { createFaults, type FaultSettings, type FaultShares } from './faults.ts';
import { startFront } from './http/front.ts';
import { createGateway } from './http/gateway.ts';
import { withLocalRoutes } from './http/local-routes.ts';
import { createInbox, type Inbox } from './inbox/inbox.ts';
import { openKeptState } from './kept-state.ts';
import type { InvokeResult } from './lambda/function-pool.ts';
import { startFunctions, variablesOf } from './lambda/functions.ts';
import { createLocalKeys } from './local-keys.ts';
import { createLog } from './log.ts';
import type { Plan } from './plan.ts';
import { startProviders } from './providers.ts';
import { startMessageServices } from './queues/message-services.ts';
import { account, loadTemplate, planTemplate, region } from './read-template.ts';
import { nameOfArn } from './resources/properties.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { startQueueMappings } from './sqs/queue-mappings.ts';
import { startStateMachines } from './step-functions/state-machines.ts';
import { startTableStreams } from './streams/table-streams.ts';

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

/** Starts everything that the template describes, on free loopback ports. */
export async function startStack(options: StackOptions = {}): Promise<LocalStack> {
  // Lambda runs in UTC; a thread cannot have a zone of its own.
  process.env.TZ = 'UTC';
  const { dataDir } = options;
  const folder = dataDir === undefined ? {} : { dataDir };
  const { clock, seed, keep } = openKeptState(options);

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
    const inbox = createInbox({ clock: clock.now, ...folder });
    closing({ stop: () => inbox.close() });

    const starting = [
      options.template ?? buildTemplate(options.say),
      startDynamoDbLocal({ region, ...folder }).then(closing),
      startMessageServices({ clock, region, ...folder }).then(closing),
      startFront(options.port ?? 0).then(closing),
      startCognito({ clock: clock.now, ...folder }).then(closing),
    ] as const;
    // All are awaited even if one fails, so that what did start is stopped again.
    await Promise.allSettled(starting);
    const [templatePath, dynamo, messages, front, cognito] = await Promise.all(starting);
    const { stackName, template, assetDirectory } = loadTemplate(templatePath);
    const url = `http://localhost:${front.port}`;
    const plan = planTemplate(template, {
      stackName,
      region,
      account,
      queueEndpoint: messages.endpoint,
      apiUrl: url,
      loginEndpoint: cognito.endpoint,
      assetDirectory,
    });

    cognito.configure(plan.userPools);
    const providers = closing(await startProviders({ plan, clock, faults, inbox, messages, folder, url }));
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
      COGNITO_IDENTITY_PROVIDER: cognito.endpoint,
      ...providers.endpoints,
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

    const sweeper = createSweeper(database, plan.tables, clock.now);
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
        send: (queueArn, body) => messages.send(nameOfArn(queueArn), body),
        mark: (table) => markStream(database, table),
        expired: sweeper.expired,
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
      hurry: active.hurry,
      busy: functions.busy,
      underWay: () => active.pending() + queues.pending() + functions.busy() + providers.pending(),
      machinesWorking: machines.working,
      nextWake: machines.nextWake,
      invocations: functions.invocations,
      failedInvocations: functions.failedInvocations,
      jumped: async () => {
        keep();
        machines.jumped();
        await sweeper.sweep();
      },
    });

    const throttling = closing(createThrottling(dynamo.endpoint, faults));
    const setFaults = async (settings: FaultSettings): Promise<FaultShares> => {
      const shares = faults.set(settings);
      const wanted = await throttling.endpoint();
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
    const breakIt = createBreakRoutes({
      ...{ url, now: clock.now, drain: control.drain, advance: control.advance, setFaults },
      mailedTo: () => inbox.list({ channel: 'email' }).map(({ to }) => to),
    });
    front.serve(withLocalRoutes({ gateway, control, clock, inbox, breakIt, setFaults, environmentOf }));

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
      receiveText: providers.receiveText,
      logs: log.lines,
      stop: () => shutDown('stop'),
      kill: () => shutDown('kill'),
    };
  }
}
