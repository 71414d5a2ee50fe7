import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { DeadLetterQueue, WorkerQueue } from '../house/worker-queue.ts';

const PERIOD = Duration.minutes(5);
const WIDTH = 12;

const counted = (metricName: string, label: string): Metric =>
  new Metric({
    namespace: 'Dangol',
    metricName,
    label,
    dimensionsMap: { service: 'dangol' },
    statistic: 'Sum',
    period: PERIOD,
  });

const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, left, right, width: WIDTH, height: 6 });

/**
 * What an operator sees in a minute: which alarm rings, what comes in, what waits, what lies dead, how the night was. At most
 * 50 metrics, the most that a free dashboard may hold.
 */
export const createDashboard = (scope: Construct, door: HttpApi, recompute: StateMachine): void => {
  const built = scope.node.findAll();
  const alarms = built.filter((one) => one instanceof Alarm);
  const queues = built.filter((one) => one instanceof WorkerQueue);
  const dead = built.filter((one) => one instanceof DeadLetterQueue);
  new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.hours(24),
    widgets: [
      [
        new TextWidget({
          markdown: 'What an alarm means and what to do first: **docs/operations.md**.',
          width: 24,
          height: 1,
        }),
      ],
      [new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 8 })],
      [
        graph(
          'What comes in through the door',
          [
            door.metricCount({ label: 'calls', period: PERIOD, statistic: 'Sum' }),
            door.metricClientError({ label: '4xx', period: PERIOD, statistic: 'Sum' }),
            door.metricServerError({ label: '5xx', period: PERIOD, statistic: 'Sum' }),
          ],
          [door.metricLatency({ label: 'latency, 95 % below (ms)', period: PERIOD, statistic: 'p95' })],
        ),
        graph('Events', [
          counted('Events.rejected', 'rejected'),
          counted('Events.duplicates', 'sent again'),
          counted('Events.quarantined', 'quarantined'),
          counted('Events.released', 'released'),
        ]),
      ],
      [
        graph(
          'Waiting: age of the oldest message (s)',
          queues.map(({ node, queue }) =>
            queue.metricApproximateAgeOfOldestMessage({ label: node.id, period: PERIOD, statistic: 'Maximum' }),
          ),
        ),
        graph(
          'Dead letters',
          dead.map((queue) =>
            queue.metricApproximateNumberOfMessagesVisible({
              label: queue.node.path.split('/').slice(1).join(' '),
              period: PERIOD,
              statistic: 'Maximum',
            }),
          ),
        ),
      ],
      [
        graph('Records of streams and queues', [
          counted('Records.ok', 'done'),
          counted('Records.retry', 'tried again'),
          counted('Records.dropped', 'dropped'),
          counted('Counters.failed', 'counters that failed'),
        ]),
        graph('What needs somebody', [
          counted('Tick.failed', 'not carried on'),
          counted('Series.stopped', 'series stopped'),
          counted('Feedback.lost', 'feedback lost'),
          counted('Feedback.unmatched', 'receipts of nothing of ours'),
          counted('Links.failed', 'links failed'),
        ]),
      ],
      [
        graph('The night', [
          recompute.metricSucceeded({ label: 'succeeded', period: Duration.hours(1) }),
          recompute.metricFailed({ label: 'failed', period: Duration.hours(1) }),
        ]),
      ],
    ],
  });
};
