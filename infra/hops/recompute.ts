import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Errors,
  Fail,
  JitterType,
  JsonPath,
  LogLevel,
  Pass,
  Result,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { houseOf } from '../house/house.ts';

interface Workers {
  readonly plan: IFunction;
  readonly measure: IFunction;
  readonly fit: IFunction;
  readonly score: IFunction;
  readonly summarise: IFunction;
  readonly fileShard: IFunction;
  readonly finishExport: IFunction;
}

/** plan ► measure (map) ► fit ► score (map) ► summarise ► export (map), readable as a graph in the AWS console (rule 15). */
export const createRecompute = (scope: Construct, workers: Workers): StateMachine => {
  const house = houseOf(scope);
  const { plan, measure, fit, score, summarise, fileShard, finishExport } = workers;
  /** A killed or timed-out step is tried again by itself; what it wrote is idempotent. */
  const call = (id: string, worker: IFunction, payload: TaskInput | undefined, keep = false) => {
    const task = new LambdaInvoke(scope, id, {
      lambdaFunction: worker,
      // Without one the task gets the whole input of its state.
      ...(payload ? { payload } : {}),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      ...(keep ? {} : { resultPath: JsonPath.DISCARD }),
    });
    task.addRetry({
      errors: [Errors.ALL],
      interval: Duration.seconds(2),
      maxAttempts: 4,
      backoffRate: 2,
      jitterStrategy: JitterType.FULL,
    });
    return task;
  };
  const failed = call(
    'Record the failure',
    summarise,
    TaskInput.fromObject({
      runId: JsonPath.stringAt('$.runId'),
      failedStep: JsonPath.stringAt('$.failedStep'),
      error: JsonPath.objectAt('$.error'),
    }),
  ).next(
    new Fail(scope, 'Failed', {
      error: 'RunFailed',
      cause: 'The run record in the insights table (subject "runs") says which step failed and why.',
    }),
  );
  /** A step that failed for good ends the run; its name goes into the record. */
  const orFail = <State extends LambdaInvoke | DistributedMap>(step: string, state: State): State => {
    const name = new Pass(scope, `${state.node.id} failed`, {
      result: Result.fromString(step),
      resultPath: '$.failedStep',
    });
    state.addCatch(name.next(failed), { resultPath: '$.error' });
    return state;
  };
  const run = TaskInput.fromObject({ runId: JsonPath.stringAt('$.runId') });
  const once = (step: string, id: string, worker: IFunction) => orFail(step, call(id, worker, run));
  /** Each shard is an execution of its own, so that neither its tries nor its history weigh on the run's 25,000 events. */
  const overShards = (step: string, id: string, worker: IFunction) => {
    const map = new DistributedMap(scope, id, {
      itemsPath: '$.shards',
      itemSelector: {
        runId: JsonPath.stringAt('$.runId'),
        shard: JsonPath.numberAt('$$.Map.Item.Value'),
        total: JsonPath.numberAt('$.total'),
      },
      // Lambda concurrency that the night leaves to everybody else; a new account has little.
      maxConcurrency: 16,
      toleratedFailurePercentage: 0,
      // An express execution ends after five minutes, a shard may take fifteen.
      mapExecutionType: StateMachineType.STANDARD,
      label: id,
      resultPath: JsonPath.DISCARD,
    });
    map.itemProcessor(call(`${id} one shard`, worker, undefined));
    return orFail(step, map);
  };

  // What failed here leaves scores and segments in force; the tick starts the export again when its lease has run out.
  const exported = overShards('export', 'Export', fileShard)
    .next(once('export', 'Finish the export', finishExport))
    .next(new Succeed(scope, 'Done'));
  const steps = overShards('measure', 'Measure', measure)
    .next(once('fit', 'Fit', fit))
    .next(overShards('score', 'Score', score))
    .next(once('summarise', 'Summarise', summarise))
    .next(exported);

  return new StateMachine(scope, 'Recompute', {
    definitionBody: DefinitionBody.fromChainable(
      call('Plan', plan, undefined, true).next(
        new Choice(scope, 'Planned?')
          .when(Condition.stringEquals('$.status', 'planned'), steps)
          .when(Condition.stringEquals('$.status', 'scored'), exported)
          .otherwise(new Succeed(scope, 'Refused: another run is under way')),
      ),
    ),
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(scope, 'RecomputeLog', {
        retention: house.logRetention,
        removalPolicy: house.disposable,
      }),
      level: LogLevel.ALL,
      // Inputs hold run ids only, but the failure text of a step may not.
      includeExecutionData: false,
    },
  });
};
