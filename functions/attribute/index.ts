import { SQSClient } from '@aws-sdk/client-sqs';
import { CAMPAIGN } from '../../shared/campaigns/campaign.ts';
import { createAttributionStore } from '../../shared/insights/attribution-store.ts';
import { createFirstCampaign } from '../../shared/insights/first-campaign.ts';
import { createTell } from '../../shared/journeys/hint.ts';
import { JOURNEY } from '../../shared/journeys/journey.ts';
import { createJourneyStore } from '../../shared/journeys/journey-store.ts';
import { createTellOutcomes } from '../../shared/journeys/outcomes.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);
const dynamo = createDynamo();
const definitions = createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, systemClock);

export const handler = createHandler({
  store: createAttributionStore(dynamo, {
    messages: environment.MESSAGES_TABLE,
    orders: environment.ORDERS_TABLE,
    events: environment.EVENTS_TABLE,
  }),
  settings: createSettingsStore(definitions, systemClock),
  noMessagesBefore: createFirstCampaign(definitions, systemClock, [CAMPAIGN, JOURNEY]),
  tellOutcomes: createTellOutcomes({
    journeys: createJourneyStore(dynamo, environment.JOURNEYRUNS_TABLE, definitions, systemClock),
    tell: createTell(new SQSClient({}), environment.JOURNEY_QUEUE_URL),
  }),
  customers: createCustomerStore(dynamo, environment.CUSTOMERS_TABLE),
});
