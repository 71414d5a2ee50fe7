import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Accepted, acceptEvents } from '../../shared/events/accept-events.ts';
import type { EventStore } from '../../shared/events/event-store.ts';
import type { RateGate } from '../../shared/events/rate-gate.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import { errorBody, type HttpRequest, type HttpResponse, httpHandler, json } from '../../shared/platform/http.ts';
import { metrics } from '../../shared/platform/log.ts';
import type { ApiKey } from '../../shared/settings/api-key.ts';
import type { ApiKeyStore } from '../../shared/settings/api-key-store.ts';
import type { KeyRateStore } from '../../shared/settings/key-rate-store.ts';
import { browserSettings } from './browser-settings.ts';
import type { DeviceClaims } from './device-claims.ts';
import { endpointOf, keyInBody, MAX_BODY_BYTES, type Reading, readBatch, readBody, readOne } from './read-request.ts';
import { writeFailure } from './write-failure.ts';
import { authorise, keyInHeader } from './write-key.ts';

interface Dependencies {
  readonly clock: Clock;
  readonly keys: Pick<ApiKeyStore, 'find'>;
  readonly events: Pick<EventStore, 'append' | 'appendToQuarantine'>;
  readonly gate: RateGate;
  readonly rates: Pick<KeyRateStore, 'admit'>;
  readonly claims: DeviceClaims;
}

/** Told to an import: how many of its events were new, so that it notices a table that was emptied under it. */
const STORED_HEADER = 'x-dangol-stored';

/** The client's statistics about itself (`/v1/m`): answered so that it stays quiet, not kept. */
const CLIENT_METRICS = '/v1/m';

/** Takes in Segment calls: key, reading, storing, and only then 2xx (P1). */
export const createHandler = ({ clock, keys, events, gate, rates, claims }: Dependencies) => {
  const ingest = async (request: HttpRequest): Promise<HttpResponse> => {
    const endpoint = endpointOf(request.path);
    if (endpoint === undefined) throw notFound(request);
    const inHeader = keyInHeader(request.headers.authorization);
    const knownFirst = inHeader === undefined ? undefined : await authorise(inHeader, keys);
    const body = readBody(request.body);
    const key = knownFirst ?? (await authorise(keyInBody(body), keys));
    const receipt = {
      receivedAt: clock(),
      source: key.source,
      imported: request.headers['x-dangol-import'] === '1',
      ip: request.ip,
    };
    const told = endpoint === 'batch' ? readBatch(body, receipt) : readOne(body, endpoint, receipt);
    const reading = await withClaims(told, key);
    if (isHopeless(reading)) return refusal(reading, request.requestId);
    const wait = await rates.admit(key, reading.events.length);
    if (wait > 0) throw tooFast(key, wait);
    const accepted = await store(reading, request.requestId);
    count(reading, accepted);
    return json(
      200,
      {
        success: true,
        ...(reading.errors.length === 0 ? {} : { errors: reading.errors }),
        ...(reading.warnings.length === 0 ? {} : { warnings: reading.warnings }),
      },
      receipt.imported ? { [STORED_HEADER]: String(accepted.stored + accepted.quarantined) } : {},
    );
  };

  const withClaims = async (reading: Reading, key: ApiKey): Promise<Reading> => {
    const judged = await Promise.all(reading.events.map((event) => claims(event, key)));
    const [unproven] = judged.flatMap(({ warning }) => warning ?? []);
    return {
      ...reading,
      events: judged.map(({ event }) => event),
      // Said once: an app that does not sign does so in every call.
      warnings: unproven ? [...reading.warnings, { index: 0, ...unproven }] : reading.warnings,
    };
  };

  const store = async (reading: Reading, requestId: string): Promise<Accepted> => {
    try {
      return await acceptEvents(reading.events, events, gate);
    } catch (cause) {
      throw writeFailure(cause, requestId);
    }
  };

  return httpHandler(
    async (request) => {
      if (request.method === 'GET') return browserSettings(request, keys);
      if (request.method !== 'POST') throw notAllowed(request);
      if (request.path === CLIENT_METRICS) return json(200, { success: true });
      return ingest(request);
    },
    { maxBodyBytes: MAX_BODY_BYTES },
  );
};

/** Nothing in it could be read, and no retry can change that. */
const isHopeless = (reading: Reading): boolean => reading.events.length === 0 && reading.errors.length > 0;

const refusal = ({ errors }: Reading, requestId: string): HttpResponse => {
  const details = errors
    .slice(0, 20)
    .map(({ index, path, message }) => ({ path: `batch.${index}${path === '$' ? '' : `.${path}`}`, message }));
  const error = new DangolError(
    'invalid_request',
    `None of the ${errors.length} calls of the batch can be stored; the first: ${errors[0]?.message}`,
    { details },
  );
  return json(error.status, { ...errorBody(error, requestId), errors });
};

const tooFast = (key: ApiKey, retryAfter: number): DangolError =>
  new DangolError(
    'rate_limited',
    `The key "${key.name}" may send ${key.eventsPerSecond} events a second; send the same call again in ${retryAfter} s.`,
    { retryAfter },
  );

/** Only what is out of the ordinary: API Gateway and DynamoDB count the rest for nothing. */
const count = (reading: Reading, accepted: Accepted): void => {
  if (reading.errors.length > 0) metrics.addMetric('Events.rejected', MetricUnit.Count, reading.errors.length);
  if (reading.warnings.length > 0) metrics.addMetric('Events.doubtful', MetricUnit.Count, reading.warnings.length);
  if (accepted.quarantined > 0) metrics.addMetric('Events.quarantined', MetricUnit.Count, accepted.quarantined);
};

const notFound = (request: HttpRequest): DangolError => {
  const message = `There is no POST ${request.path}; events go to /v1/{track,identify,page,screen,group,alias,batch}.`;
  return new DangolError('not_found', message, { details: [{ path: request.path, message }] });
};

const notAllowed = (request: HttpRequest): DangolError =>
  new DangolError('method_not_allowed', `${request.method} is not allowed here; events are sent with POST.`);
