import { Duration } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnRoute,
  CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Environment as ApiEnvironment } from '../../functions/serve-api/environment.ts';
import type { Environment as ConsoleEnvironment } from '../../functions/serve-console/environment.ts';
import { ring } from '../house/alarm.ts';
import { houseOf } from '../house/house.ts';
import { HouseFunction } from '../house/house-function.ts';
import type { WorkerQueue } from '../house/worker-queue.ts';
import type { Tables } from './tables.ts';
import type { Users } from './users.ts';

const INGESTION = [
  'track',
  'identify',
  'page',
  'screen',
  'group',
  'alias',
  'batch',
  't',
  'i',
  'p',
  's',
  'g',
  'a',
  'b',
  'm',
];

export const DOOR_STAGE = 'DefaultStage';

/** The one door. Routes are added when their functions exist, because senders need its address first. */
export const createDoor = (scope: Construct): HttpApi => {
  const house = houseOf(scope);
  const api = new HttpApi(scope, 'Api', {
    description: 'Dangol: ingestion, admin API, links of messages, console.',
    createDefaultStage: false,
    // Browsers of any shop page send events; the admin API needs a key that no page holds.
    corsPreflight: {
      allowOrigins: ['*'],
      allowMethods: [CorsHttpMethod.POST, CorsHttpMethod.GET],
      // The browser client counts its retries in a header; were it refused, one failed call would lose the event.
      allowHeaders: ['authorization', 'content-type', 'content-encoding', 'x-retry-count'],
      exposeHeaders: ['retry-after', 'x-request-id'],
      maxAge: Duration.hours(1),
    },
  });
  new HttpStage(scope, DOOR_STAGE, {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: 2_000, burstLimit: 4_000 },
    accessLogSettings: {
      destination: new LogGroupLogDestination(
        new LogGroup(scope, 'AccessLog', { retention: house.logRetention, removalPolicy: house.disposable }),
      ),
      // No path and no address: a path holds a token or a customer's id.
      format: AccessLogFormat.custom(
        JSON.stringify({
          requestId: AccessLogField.contextRequestId(),
          time: AccessLogField.contextRequestTime(),
          route: AccessLogField.contextRouteKey(),
          status: AccessLogField.contextStatus(),
          bytes: AccessLogField.contextResponseLength(),
          error: AccessLogField.contextIntegrationErrorMessage(),
        }),
      ),
    },
  });
  ring(scope, 'DoorFails', {
    impact: 'Console, API or pictures of messages do not answer; sending goes on.',
    firstAction: 'find the route with status 5xx in the access log, then open the log group of its function.',
    runbook: 'functions-that-fail',
    metric: api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
    threshold: 5,
    periods: 3,
    breaching: 2,
  });
  return api;
};

interface Limit {
  readonly routes: readonly HttpRoute[];
  readonly perSecond: number;
}

/** Calls per second of a route for everybody together, twice as many in one burst; more is answered with 429. */
const limit = (scope: Construct, limits: readonly Limit[]): void => {
  const stage = scope.node.findChild(DOOR_STAGE).node.defaultChild;
  if (!(stage instanceof CfnStage)) throw new Error('The door has no stage yet; call createDoor() first.');
  // The property is free JSON to CloudFormation: names are spelt as API Gateway reads them.
  const settings: Record<string, { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }> = {};
  for (const { routes, perSecond } of limits) {
    for (const route of routes) {
      const { routeKey } =
        route.node.defaultChild instanceof CfnRoute ? route.node.defaultChild : { routeKey: undefined };
      if (routeKey === undefined) throw new Error(`${route.node.path} has no key.`);
      settings[routeKey] = { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: 2 * perSecond };
      // API Gateway refuses settings of a route that does not exist yet.
      stage.node.addDependency(route);
    }
  }
  stage.routeSettings = settings;
};

interface ApiProps {
  readonly door: HttpApi;
  readonly publicUrl: string;
  readonly ingest: LambdaFunction;
  readonly track: LambdaFunction;
  readonly hearSolapi: LambdaFunction;
  readonly launches: WorkerQueue;
  readonly single: WorkerQueue;
  readonly webhooks: WorkerQueue;
  readonly hints: WorkerQueue;
  readonly recompute: StateMachine;
  readonly secret: ISecret;
  readonly providers: ISecret;
  readonly exports: IBucket;
  readonly images: IBucket;
  readonly users: Users;
  readonly shortUrl: string;
}

/** HTTP → ingest, track, admin API, console. */
export const createApi = (scope: Construct, tables: Tables, props: ApiProps): void => {
  const { users } = props;
  const api = new HouseFunction<ApiEnvironment>(scope, 'ServeApi', {
    verb: 'serve-api',
    purpose: 'Admin API: customers, segments, campaigns, reports.',
    memorySize: 1024,
    environment: {
      CONSENTS_TABLE: tables.consents.tableName,
      CUSTOMERS_TABLE: tables.customers.tableName,
      FOLDS_TABLE: tables.folds.tableName,
      DEFINITIONS_TABLE: tables.definitions.tableName,
      EVENTS_TABLE: tables.events.tableName,
      IDENTITIES_TABLE: tables.identities.tableName,
      INSIGHTS_TABLE: tables.insights.tableName,
      COUPONS_TABLE: tables.coupons.tableName,
      EFFECTS_TABLE: tables.effects.tableName,
      JOURNEYRUNS_TABLE: tables.runs.tableName,
      JOURNEY_QUEUE_URL: props.hints.queue.queueUrl,
      MEMBERS_TABLE: tables.members.tableName,
      MESSAGES_TABLE: tables.messages.tableName,
      ORDERS_TABLE: tables.orders.tableName,
      SENDS_TABLE: tables.sends.tableName,
      SUPPRESSIONS_TABLE: tables.suppressions.tableName,
      TIMERS_TABLE: tables.timers.tableName,
      LAUNCH_QUEUE_URL: props.launches.queue.queueUrl,
      MESSAGE_QUEUE_URL: props.single.queue.queueUrl,
      WEBHOOK_QUEUE_URL: props.webhooks.queue.queueUrl,
      RECOMPUTE_STATE_MACHINE_ARN: props.recompute.stateMachineArn,
      SECRET_ARN: props.secret.secretArn,
      PROVIDER_SECRET_ARN: props.providers.secretArn,
      EXPORT_BUCKET: props.exports.bucketName,
      IMAGE_BUCKET: props.images.bucketName,
      PUBLIC_URL: props.publicUrl,
      USER_POOL_ID: users.pool.userPoolId,
      USERS_ISSUER: users.pool.userPoolProviderUrl,
      USERS_CLIENT_ID: users.clientId,
      SHORT_URL: props.shortUrl,
    },
    // A confirmed duplicate is merged, and a person erased from every table, while who asked for it waits.
    writes: [
      tables.members,
      tables.messages,
      tables.customers,
      tables.folds,
      tables.identities,
      tables.orders,
      tables.consents,
      tables.definitions,
      tables.events,
      tables.insights,
      tables.coupons,
      tables.effects,
      tables.runs,
      tables.sends,
      tables.suppressions,
      tables.timers,
    ],
  });
  // The size of the next night is told before it is started.
  tables.customers.grant(api, 'dynamodb:DescribeTable');
  props.launches.queue.grantSendMessages(api);
  props.single.queue.grantSendMessages(api);
  props.webhooks.queue.grantSendMessages(api);
  props.hints.queue.grantSendMessages(api);
  props.recompute.grantStartExecution(api);
  props.secret.grantRead(api);
  props.providers.grantRead(api);
  // An admin puts keys of providers in.
  props.providers.grantWrite(api);
  // Whoever is erased leaves the files of events.
  props.exports.grantReadWrite(api);
  props.images.grantPut(api);
  props.images.grantDelete(api);
  users.pool.grant(
    api,
    'cognito-idp:AdminAddUserToGroup',
    'cognito-idp:AdminCreateUser',
    'cognito-idp:AdminDisableUser',
    'cognito-idp:AdminEnableUser',
    'cognito-idp:AdminGetUser',
    'cognito-idp:AdminListGroupsForUser',
    'cognito-idp:AdminRemoveUserFromGroup',
    'cognito-idp:AdminUserGlobalSignOut',
    'cognito-idp:ListUsers',
    'cognito-idp:ListUsersInGroup',
  );

  const console = new HouseFunction<ConsoleEnvironment>(scope, 'ServeConsole', {
    verb: 'serve-console',
    purpose: 'Serves the web console; it holds no data of its own.',
    memorySize: 256,
    environment: { LOGIN_URL: users.loginUrl, USERS_CLIENT_ID: users.clientId },
  });

  const route = (worker: LambdaFunction, id: string, methods: HttpMethod[], paths: readonly string[]): HttpRoute[] => {
    const integration = new HttpLambdaIntegration(id, worker);
    return paths.flatMap((path) => props.door.addRoutes({ path, methods, integration }));
  };
  route(
    props.ingest,
    'IngestRoutes',
    [HttpMethod.POST],
    INGESTION.map((call) => `/v1/${call}`),
  );
  route(props.ingest, 'SdkSettingsRoute', [HttpMethod.GET], ['/v1/projects/{writeKey}/settings']);
  // What strangers may call without a key is bounded, so that a flood of it leaves room for events and the API.
  const links = [
    ...route(props.track, 'LinkRoutes', [HttpMethod.GET, HttpMethod.HEAD], ['/o/{token}', '/c/{token}', '/l/{token}']),
    ...route(
      props.track,
      'ShortRoutes',
      [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST],
      ['/q/{token}', '/s/{code}'],
    ),
  ];
  const ways = route(
    props.track,
    'UnsubscribeRoutes',
    [HttpMethod.GET, HttpMethod.POST],
    ['/u/{token}', '/p/{token}', '/d/{token}'],
  );
  const solapi = route(props.hearSolapi, 'SolapiRoute', [HttpMethod.POST], ['/h/solapi']);
  // Methods by name: which of `ANY /v1/{proxy+}` and `GET /{proxy+}` wins is not documented.
  route(api, 'ApiRoutes', [HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE], ['/v1/{proxy+}']);
  route(api, 'HealthRoute', [HttpMethod.GET], ['/health']);
  const receipts = route(api, 'ReceiptRoute', [HttpMethod.GET], ['/r/{token}']);
  // Asked for by every visitor of the shop once an hour.
  const snippet = route(console, 'SnippetRoute', [HttpMethod.GET], ['/dangol.js', '/dangol-sw.js']);
  const page = route(console, 'ConsoleRoutes', [HttpMethod.GET], ['/', '/{proxy+}']);
  limit(scope, [
    { routes: links, perSecond: 1_000 },
    { routes: ways, perSecond: 200 },
    { routes: solapi, perSecond: 50 },
    { routes: receipts, perSecond: 50 },
    { routes: snippet, perSecond: 500 },
    { routes: page, perSecond: 200 },
  ]);
};
