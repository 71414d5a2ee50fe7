import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createExportFiles } from '../../shared/exports/export-files.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { createProviderSecret } from '../../shared/platform/provider-secret.ts';
import { createSigningKey } from '../../shared/platform/signing-key.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import { createImageFiles } from '../../shared/templates/image-files.ts';
import { createVapidKey } from '../../shared/webpush/vapid.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';
import { answerRoutes } from './routes/answers.ts';
import { auditRoutes } from './routes/audit.ts';
import { blockRoutes } from './routes/blocks.ts';
import { calendarRoutes } from './routes/calendar.ts';
import { campaignSendRoutes } from './routes/campaign-sends.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { compareRoutes } from './routes/compare.ts';
import { computedRoutes } from './routes/computed.ts';
import { consentRoutes } from './routes/consents.ts';
import { couponRoutes } from './routes/coupons.ts';
import { customerRoutes } from './routes/customers.ts';
import { duplicateRoutes } from './routes/duplicates.ts';
import { erasureRoutes } from './routes/erasures.ts';
import { experimentRoutes } from './routes/experiments.ts';
import { holdoutRoutes } from './routes/holdout.ts';
import { imageRoutes } from './routes/images.ts';
import { journeyRunRoutes } from './routes/journey-runs.ts';
import { journeyRoutes } from './routes/journeys.ts';
import { keyRoutes } from './routes/keys.ts';
import { kpiRoutes } from './routes/kpis.ts';
import { landingRoutes } from './routes/landing-pages.ts';
import { learningRoutes } from './routes/learnings.ts';
import { measureRoutes } from './routes/measures.ts';
import { memberRoutes } from './routes/members.ts';
import { messageRoutes } from './routes/messages.ts';
import { onsiteRoutes } from './routes/onsite.ts';
import { pauseRoutes } from './routes/pauses.ts';
import { productRoutes } from './routes/products.ts';
import { pushRoutes } from './routes/push.ts';
import { qualityRoutes } from './routes/quality.ts';
import { receiptPeopleRoutes } from './routes/receipt-people.ts';
import { recomputeRoutes } from './routes/recompute.ts';
import { reportRoutes as campaignReportRoutes } from './routes/report.ts';
import { reportRoutes } from './routes/reports.ts';
import { segmentRoutes } from './routes/segments.ts';
import { settingsRoutes } from './routes/settings.ts';
import { shareRoutes } from './routes/shares.ts';
import { taskRoutes } from './routes/tasks.ts';
import { templateRoutes } from './routes/templates.ts';
import { userRoutes } from './routes/users.ts';
import { webhookRoutes } from './routes/webhooks.ts';

const environment = environmentSchema.parse(process.env);
const clock = systemClock;
const dynamo = createDynamo();
const s3 = new S3Client({});
const secrets = new SecretsManagerClient({});
const definitions = createDefinitionStore(dynamo, environment.DEFINITIONS_TABLE, clock);

export const handler = createHandler(
  {
    environment,
    clock,
    dynamo,
    exportFiles: createExportFiles(s3, environment.EXPORT_BUCKET),
    imageFiles: createImageFiles(s3, environment.IMAGE_BUCKET),
    definitions,
    settings: createSettingsStore(definitions, clock),
    sqs: new SQSClient({}),
    sfn: new SFNClient({}),
    cognito: new CognitoIdentityProviderClient({}),
    signingKey: createSigningKey(secrets, environment.SECRET_ARN),
    providerSecret: createProviderSecret(secrets, environment.PROVIDER_SECRET_ARN),
    vapidKey: createVapidKey(secrets, environment.PROVIDER_SECRET_ARN, clock),
  },
  [
    customerRoutes,
    consentRoutes,
    duplicateRoutes,
    erasureRoutes,
    auditRoutes,
    settingsRoutes,
    keyRoutes,
    userRoutes,
    recomputeRoutes,
    segmentRoutes,
    memberRoutes,
    computedRoutes,
    templateRoutes,
    blockRoutes,
    imageRoutes,
    calendarRoutes,
    compareRoutes,
    campaignRoutes,
    campaignSendRoutes,
    campaignReportRoutes,
    answerRoutes,
    receiptPeopleRoutes,
    couponRoutes,
    productRoutes,
    taskRoutes,
    onsiteRoutes,
    landingRoutes,
    webhookRoutes,
    experimentRoutes,
    learningRoutes,
    messageRoutes,
    journeyRoutes,
    journeyRunRoutes,
    pauseRoutes,
    measureRoutes,
    pushRoutes,
    holdoutRoutes,
    shareRoutes,
    reportRoutes,
    kpiRoutes,
    qualityRoutes,
  ],
);
