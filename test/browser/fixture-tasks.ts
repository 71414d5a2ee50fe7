import { HOSTILE } from './hostile.ts';

const TASK = {
  ...{ note: null, assignee: null, createdBy: null, respondedAt: null, endedAt: null, endedBy: null, version: 1 },
  ...{ createdAt: '2026-11-22T01:00:00.000Z', firstResponseSeconds: null, overdue: false, state: 'open' },
};

export const tasks = [
  {
    ...TASK,
    ...{ id: 't1', title: '견적 메일을 연 고객에게 전화', customerId: 'kim-minji', dueAt: '2026-11-22T09:00:00.000Z' },
    ...{ overdue: true, source: { kind: 'journey', id: 'quote-call' } },
  },
  {
    ...TASK,
    ...{ id: 't2', title: HOSTILE, note: HOSTILE, assignee: HOSTILE, customerId: 'kim-minji' },
    ...{ dueAt: '2026-11-24T09:00:00.000Z', source: { kind: 'message', id: 'winback' } },
  },
];
