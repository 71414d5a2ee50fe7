import { expect, it } from 'vitest';
import { handOverOf } from '../../../shared/delivery/provider-error.ts';

const answer = (name: string, httpStatusCode: number, message = '') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
const broken = (code: string) => Object.assign(new Error('socket'), { code });

it.each<[string, unknown, object]>([
  [
    'a rate limit',
    answer('Throttling', 400, 'Maximum sending rate exceeded.'),
    { kind: 'refused', retry: 'throttled' },
  ],
  ['a daily quota', answer('Throttling', 400, 'Daily message quota exceeded.'), { kind: 'refused', retry: 'quota' }],
  ['a spending quota', answer('ServiceQuotaExceededException', 402), { kind: 'refused', retry: 'quota' }],
  ['a text throttle', answer('ThrottlingException', 400), { kind: 'refused', retry: 'throttled' }],
  ['a paused account', answer('AccountSendingPausedException', 400), { kind: 'refused', retry: 'paused' }],
  ['a missing configuration set', answer('ConfigurationSetDoesNotExist', 400), { kind: 'refused', retry: 'paused' }],
  [
    'an unverified sender',
    answer('MessageRejected', 400, 'Email address is not verified.'),
    { kind: 'refused', retry: 'paused' },
  ],
  ['missing rights', answer('AccessDenied', 403), { kind: 'refused', retry: 'unreachable' }],
  ['a bad address', answer('InvalidParameterValue', 400), { kind: 'refused', code: 'InvalidParameterValue' }],
  ['a refused connection', broken('ECONNREFUSED'), { kind: 'refused', retry: 'unreachable' }],
  ['an unknown host', broken('ENOTFOUND'), { kind: 'refused', retry: 'unreachable' }],
  ['a reset connection', broken('ECONNRESET'), { kind: 'unknown' }],
  ['a timeout', Object.assign(new Error(), { name: 'TimeoutError' }), { kind: 'unknown' }],
  ['a fault of the provider', answer('InternalFailure', 500), { kind: 'unknown' }],
  ['a provider that is busy', answer('ServiceUnavailable', 503), { kind: 'unknown' }],
  ['an unreadable answer', answer('SyntaxError', 200), { kind: 'unknown' }],
  ['something that is no error', 'boom', { kind: 'unknown' }],
])('%s', (_what, error, expected) => {
  const outcome = handOverOf(error);
  expect(outcome).toMatchObject(expected);
  if (!('retry' in expected)) expect(outcome).not.toHaveProperty('retry');
});
