import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { createConsentStore } from '../../../shared/consent/evidence-store.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { compareChannels, comparisonSchema, ruleOf } from '../../../shared/insights/compare-channels.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import { createHistoryStore } from '../../../shared/segments/history-store.ts';
import { ruleSchema } from '../../../shared/segments/rule.ts';
import { createSegmentStore } from '../../../shared/segments/segment-store.ts';
import { reportDeps } from '../report-deps.ts';
import type { Services } from '../services.ts';

const segmentIds = z.array(z.string().min(1).max(100)).max(20).default([]);

const audienceSchema = z
  .strictObject({ include: segmentIds, exclude: segmentIds, rule: ruleSchema.optional() })
  .refine(({ include, rule }) => include.length > 0 || rule !== undefined, {
    error: 'needs at least one segment in "include", or a "rule"; a list of ids is not compared',
  });

export const compareRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, definitions, settings } = services;
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const segments = createSegmentStore(definitions, createComputedStore(definitions, clock));
  const deps = {
    preview: {
      customers: createCustomerStore(dynamo, environment.CUSTOMERS_TABLE),
      segments,
      history: createHistoryStore(
        dynamo,
        environment.MESSAGES_TABLE,
        createEventStore(dynamo, environment.EVENTS_TABLE),
      ),
      consents: createConsentStore(dynamo, environment.CONSENTS_TABLE),
      clock,
    },
    library: reportDeps(services),
    settings: settings.current,
    lastRun: runs.lastSuccessful,
    clock,
  };
  return [
    route({
      method: 'POST',
      path: '/v1/campaigns/compare',
      scope: 'read',
      tag: 'campaigns',
      summary:
        'Channels beside each other for one audience of an ad: reach, cost, past clicks, limits, earliest lawful time',
      body: z.strictObject({ audience: audienceSchema }),
      answer: comparisonSchema,
      handle: async ({ body: { audience } }) => {
        await segments.checkReferences(ruleOf(audience));
        return { body: await compareChannels(deps, audience) };
      },
    }),
  ];
};
