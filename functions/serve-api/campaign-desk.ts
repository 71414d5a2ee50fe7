import { createApprovalStore } from '../../shared/campaigns/approval-store.ts';
import { createAudience } from '../../shared/campaigns/audience.ts';
import { createBucketStore } from '../../shared/campaigns/bucket-store.ts';
import { CAMPAIGN, campaignOf } from '../../shared/campaigns/campaign.ts';
import { createChunkStore } from '../../shared/campaigns/chunk-store.ts';
import { createPreflight } from '../../shared/campaigns/preflight.ts';
import { createQueues } from '../../shared/campaigns/queues.ts';
import { createSendStore } from '../../shared/campaigns/send-store.ts';
import { createSeriesStore } from '../../shared/campaigns/series-store.ts';
import { createCouponStore } from '../../shared/coupons/coupon-store.ts';
import { createHeldCampaign } from '../../shared/delivery/held-mail.ts';
import { heldView } from '../../shared/delivery/mail-account.ts';
import { createMailAccountStore } from '../../shared/delivery/mail-account-store.ts';
import { createMessageStore } from '../../shared/delivery/message-store.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { createTallyStore } from '../../shared/insights/tally-store.ts';
import { outcomesOf } from '../../shared/insights/watch-campaign.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import { createHouseBlocks } from '../../shared/products/house-blocks.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createRunStore } from '../../shared/scoring/run-store.ts';
import { createScoresOfRun } from '../../shared/scoring/scores-of-run.ts';
import { createHistoryStore } from '../../shared/segments/history-store.ts';
import { createMemberStore } from '../../shared/segments/member-store.ts';
import type { Definition } from '../../shared/settings/definition-store.ts';
import { campaignSubject } from '../../shared/tables/keys.ts';
import { createPictureStore } from '../../shared/templates/picture-store.ts';
import { createRegistrationStore } from '../../shared/templates/registration-store.ts';
import { createTimerStore } from '../../shared/timers/timer-store.ts';
import { approvalView, campaignView } from './campaign-view.ts';
import type { Services } from './services.ts';

/** What the routes of campaigns share: their stores, and a campaign found and shown. */
export const createCampaignDesk = (services: Services) => {
  const { environment, dynamo, clock, definitions, settings, sqs } = services;
  const sends = createSendStore(dynamo, environment.SENDS_TABLE, clock);
  const buckets = createBucketStore(dynamo, environment.SENDS_TABLE, clock);
  const chunks = createChunkStore(dynamo, environment.SENDS_TABLE, clock);
  const messages = createMessageStore(dynamo, environment.MESSAGES_TABLE, clock);
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const events = createEventStore(dynamo, environment.EVENTS_TABLE);
  const audience = createAudience({
    members: createMemberStore(dynamo, environment.MEMBERS_TABLE),
    customers,
    history: createHistoryStore(dynamo, environment.MESSAGES_TABLE, events),
    scoresOf: createScoresOfRun(runs),
  });
  const queues = createQueues(sqs, { launch: environment.LAUNCH_QUEUE_URL });
  const preflight = createPreflight({
    ...{ definitions, settings, runs, sends, audience, customers, clock },
    registrations: createRegistrationStore(dynamo, environment.INSIGHTS_TABLE),
    pictures: createPictureStore(dynamo, environment.INSIGHTS_TABLE),
    coupons: createCouponStore(dynamo, environment.COUPONS_TABLE),
    products: createHouseBlocks(
      dynamo,
      { events: environment.EVENTS_TABLE, insights: environment.INSIGHTS_TABLE },
      clock,
    ),
    shortUrl: environment.SHORT_URL,
  });
  const approvals = createApprovalStore(dynamo, environment.SENDS_TABLE);
  const series = createSeriesStore(dynamo, environment.SENDS_TABLE);
  const accounts = createMailAccountStore(dynamo, environment.SENDS_TABLE, clock);
  const timers = createTimerStore(dynamo, environment.TIMERS_TABLE);
  const tally = createTallyStore(dynamo, environment.INSIGHTS_TABLE);
  const outcomesOfCampaign = async (id: string) => outcomesOf(await tally.sum(campaignSubject(id)));
  const held = createHeldCampaign({ accounts, sends, settings, clock });
  const deps = { sends, approvals, buckets, runs, queues, clock, definitions, settings, preflight, series, timers };

  const find = async (id: string): Promise<Definition> => {
    const found = await definitions.get(CAMPAIGN, id);
    if (found) return found;
    throw new DangolError('not_found', `There is no campaign "${id}"; GET /v1/campaigns lists those there are.`);
  };
  const recurs = async (id: string): Promise<boolean> => campaignOf(await find(id)).repeat !== undefined;
  const answer = async (id: string, status = 200) => {
    const [found, state, approval, at] = await Promise.all([
      find(id),
      sends.state(id),
      approvals.find(id),
      series.find(id),
    ]);
    const body = { ...campaignView(found, state, at), ...approvalView(approval), held: heldView(await held(state)) };
    return { status, body, version: found.version };
  };
  return { definitions, sends, series, chunks, messages, preflight, deps, find, recurs, answer, outcomesOfCampaign };
};
