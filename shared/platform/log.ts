import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/** JSON lines for CloudWatch. No address, number or name of a person is ever logged: ids and counts only. */
export const log = new Logger({ serviceName: 'dangol' });

/** Embedded metric format: counts become CloudWatch metrics without a call. */
export const metrics = new Metrics({ namespace: 'Dangol', serviceName: 'dangol' });

/** Ends an invocation: writes its counts, if there are any. */
export const publishMetrics = (): void => {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
};
