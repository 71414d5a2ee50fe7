import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createHandler, type RouteFile } from '../../functions/serve-api/handler.ts';
import { createApiKeyStore } from '../../shared/settings/api-key-store.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import type { Scope } from '../../shared/settings/roles.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import { vapidKeyIn } from '../../shared/webpush/vapid.ts';
import type { TestDynamo } from './dynamo.ts';
import { createExportMemory } from './export-memory.ts';
import { httpEvent, lambdaContext } from './http-event.ts';
import { createImageMemory } from './image-memory.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers field by field
  readonly body: any;
}

interface CallOptions {
  readonly body?: unknown;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly key?: string | null;
}

/** Where people sign in; tests without people need none. */
export interface TestUsers {
  readonly endpoint: string;
  readonly poolId: string;
  readonly issuer: string;
  readonly clientId: string;
}

const NOBODY: TestUsers = {
  ...{ endpoint: 'http://127.0.0.1:9', issuer: 'http://127.0.0.1:9/none', poolId: 'none', clientId: 'none' },
};

/** The admin API on real tables, called as API Gateway calls it. `started` collects what the state machine was asked. */
export const createTestApi = (
  database: Pick<TestDynamo, 'dynamo' | 'tables'>,
  files: readonly RouteFile[],
  clock: () => number,
  users: TestUsers = NOBODY,
) => {
  const { tables, dynamo } = database;
  const definitions = createDefinitionStore(dynamo, tables.definitions, clock);
  const started: unknown[] = [];
  const parts = new Map<string, object>();
  const sfn = new SFNClient({ region: 'ap-northeast-2', credentials: { accessKeyId: 't', secretAccessKey: 't' } });
  sfn.middlewareStack.add(
    () => async (args) => {
      started.push(args.input);
      return { output: { $metadata: {} }, response: {} };
    },
    { step: 'initialize', name: 'test' },
  );
  const services = {
    environment: {
      EVENTS_TABLE: tables.events,
      CUSTOMERS_TABLE: tables.customers,
      FOLDS_TABLE: tables.folds,
      ORDERS_TABLE: tables.orders,
      IDENTITIES_TABLE: tables.identities,
      CONSENTS_TABLE: tables.consents,
      SUPPRESSIONS_TABLE: tables.suppressions,
      TIMERS_TABLE: tables.timers,
      MESSAGES_TABLE: tables.messages,
      SENDS_TABLE: tables.sends,
      MEMBERS_TABLE: tables.members,
      DEFINITIONS_TABLE: tables.definitions,
      INSIGHTS_TABLE: tables.insights,
      COUPONS_TABLE: tables.coupons,
      EFFECTS_TABLE: tables.effects,
      JOURNEYRUNS_TABLE: tables.runs,
      JOURNEY_QUEUE_URL: 'http://127.0.0.1/journey',
      LAUNCH_QUEUE_URL: 'http://127.0.0.1/launch',
      MESSAGE_QUEUE_URL: 'http://127.0.0.1/message',
      WEBHOOK_QUEUE_URL: 'http://127.0.0.1/webhooks',
      RECOMPUTE_STATE_MACHINE_ARN: 'arn:aws:states:ap-northeast-2:000000000000:stateMachine:recompute',
      EXPORT_BUCKET: 'exports',
      IMAGE_BUCKET: 'images',
      PUBLIC_URL: 'https://crm.example.com',
      SECRET_ARN: 'arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:test',
      PROVIDER_SECRET_ARN: 'arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:providers',
      USER_POOL_ID: users.poolId,
      USERS_ISSUER: users.issuer,
      USERS_CLIENT_ID: users.clientId,
      SHORT_URL: 'https://dgl.kr',
    },
    clock,
    dynamo,
    exportFiles: createExportMemory(),
    imageFiles: createImageMemory(),
    definitions,
    settings: createSettingsStore(definitions, clock),
    sfn,
    cognito: new CognitoIdentityProviderClient({
      endpoint: users.endpoint,
      region: 'ap-northeast-2',
      credentials: { accessKeyId: 't', secretAccessKey: 't' },
    }),
    sqs: new SQSClient({ region: 'ap-northeast-2' }),
    signingKey: async () => '5a'.repeat(32),
    vapidKey: async () => vapidKeyIn(Object.fromEntries(parts)),
    providerSecret: {
      read: async () => Object.fromEntries(parts),
      put: async (name: string, part: object) => void parts.set(name, part),
    },
  };
  const handler = createHandler(services, files);
  const keys = createApiKeyStore(dynamo, tables.definitions, clock);

  const call = async (method: string, path: string, options: CallOptions = {}): Promise<ApiAnswer> => {
    const { key = 'admin-key', body, query, headers } = options;
    const event = httpEvent({
      method,
      path,
      headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(query ? { query } : {}),
    });
    const answer = await handler(event, lambdaContext());
    const text = typeof answer.body === 'string' ? answer.body : '';
    const answerHeaders: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.headers ?? {})) answerHeaders[name] = String(value);
    const isJson = text !== '' && (answerHeaders['content-type'] ?? '').startsWith('application/json');
    return {
      status: answer.statusCode ?? 0,
      headers: answerHeaders,
      body: isJson ? JSON.parse(text) : text || undefined,
    };
  };

  const addKey = (secret: string, scopes: readonly Scope[]) =>
    keys.create(secret, { name: secret, scopes, source: 'test' });

  return { call, addKey, started, services };
};
