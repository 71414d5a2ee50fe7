import { describe, expect, test } from 'vitest';
import { matchesPattern, passesFilters } from '../../../infra/local/streams/filter.ts';

const record = {
  eventName: 'MODIFY',
  dynamodb: {
    Keys: { id: { S: 'u:kim' } },
    NewImage: { status: { S: 'sent' }, tags: { SS: ['a', 'b'] }, count: { N: '7' } },
  },
  score: 7,
  gone: null,
};

describe('filter patterns', () => {
  test.each([
    ['equality', { eventName: ['INSERT', 'MODIFY'] }, true],
    ['no alternative fits', { eventName: ['REMOVE'] }, false],
    [
      'nested keys are all needed',
      { eventName: ['MODIFY'], dynamodb: { NewImage: { status: { S: ['sent'] } } } },
      true,
    ],
    ['one of them fails', { eventName: ['MODIFY'], dynamodb: { NewImage: { status: { S: ['failed'] } } } }, false],
    ['any element of a list', { dynamodb: { NewImage: { tags: { SS: ['b'] } } } }, true],
    ['prefix', { dynamodb: { Keys: { id: { S: [{ prefix: 'u:' }] } } } }, true],
    ['suffix', { dynamodb: { Keys: { id: { S: [{ suffix: 'lee' }] } } } }, false],
    ['exists', { dynamodb: { NewImage: { status: { S: [{ exists: true }] } } } }, true],
    ['does not exist', { dynamodb: { NewImage: { other: { S: [{ exists: false }] } } } }, true],
    ['exists, but is absent', { dynamodb: { OldImage: { status: { S: [{ exists: true }] } } } }, false],
    ['anything but', { eventName: [{ 'anything-but': ['REMOVE'] }] }, true],
    ['anything but, which it is', { eventName: [{ 'anything-but': ['MODIFY'] }] }, false],
    ['anything but a prefix', { eventName: [{ 'anything-but': { prefix: 'MOD' } }] }, false],
    ['equals, ignoring case', { eventName: [{ 'equals-ignore-case': 'modify' }] }, true],
    ['a numeric range', { score: [{ numeric: ['>', 5, '<=', 7] }] }, true],
    ['outside the range', { score: [{ numeric: ['>', 7] }] }, false],
    [
      'a DynamoDB number is text, so numeric does not hold',
      { dynamodb: { NewImage: { count: { N: [{ numeric: ['>', 1] }] } } } },
      false,
    ],
    ['null', { gone: [null] }, true],
    ['or', { $or: [{ eventName: ['REMOVE'] }, { score: [7] }] }, true],
  ])('%s', (_name, pattern, expected) => {
    expect(matchesPattern(pattern, record)).toBe(expected);
  });

  test('without patterns everything passes, with several one is enough', () => {
    expect(passesFilters([], record)).toBe(true);
    expect(passesFilters([{ eventName: ['INSERT'] }, { eventName: ['MODIFY'] }], record)).toBe(true);
    expect(passesFilters([{ eventName: ['INSERT'] }], record)).toBe(false);
  });

  test('an unknown operator is an error, not a silent mismatch', () => {
    expect(() => matchesPattern({ eventName: [{ wildcard: 'M*' }] }, record)).toThrow("unknown operator 'wildcard'");
    expect(() => matchesPattern({ score: [{ numeric: ['~', 1] }] }, record)).toThrow('unknown numeric operator');
  });
});
