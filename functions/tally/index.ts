import { createTallyStore } from '../../shared/insights/tally-store.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);

export const handler = createHandler({ store: createTallyStore(createDynamo(), environment.INSIGHTS_TABLE) });
