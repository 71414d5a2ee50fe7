import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerRoutes } from '../../functions/serve-api/routes/answers.ts';
import { createMessageStore } from '../../shared/delivery/message-store.ts';
import { createEffectsPlace } from '../../shared/erasure/effects-place.ts';
import { createLedgerRemainsStore } from '../../shared/erasure/ledger-remains-store.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { createFeedbackStore } from '../../shared/feedback/feedback-store.ts';
import { DAY } from '../../shared/platform/clock.ts';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings/settings.ts';
import { createAnswerStore } from '../../shared/surveys/answer-store.ts';
import { type AnswerDeps, answerSurvey, findAsked } from '../../shared/surveys/answer-survey.ts';
import { createTasks } from '../../shared/tasks/create-task.ts';
import { createTaskStore } from '../../shared/tasks/task-store.ts';
import { createTestApi } from '../support/api.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { createMortal } from '../unit/delivery/mortal.ts';
import { sentRow } from '../unit/feedback/rows.ts';

let test: TestDynamo;
let api: ReturnType<typeof createTestApi>;
let now = Date.parse('2026-11-23T01:00:00.000Z');
const clock = () => now;
const survey = { kind: 'nps', language: 'ko', question: '추천하시겠습니까?' } as const;
const PEOPLE = ['u:kim', 'u:lee', 'u:gone'];
const refOf = (person: string) => `winback_03_0_${PEOPLE.indexOf(person)}`;

beforeAll(async () => {
  test = await startDynamo();
  api = createTestApi(test, [answerRoutes], clock);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('reader', ['read']);
  const messages = createMessageStore(test.dynamo, test.tables.messages, clock);
  for (const customerId of PEOPLE)
    await messages.add(sentRow({ customerId, ref: refOf(customerId), survey, expiresAt: 2_000_000_000 }));
});
afterAll(() => test.stop());

const depsOf = (dynamo: Dynamo): AnswerDeps => ({
  clock,
  chunks: { findRecipient: async ({ index }) => PEOPLE[index], hasten: async () => undefined },
  feedback: createFeedbackStore(dynamo, test.tables.messages),
  settings: async () => ({ ...DEFAULT_SETTINGS, surveys: { tasks: true, assignee: null, dueHours: 24 } }),
  events: createEventStore(dynamo, test.tables.events),
  answers: createAnswerStore(dynamo, test.tables.effects),
  createTask: createTasks(createTaskStore(dynamo, test.tables.effects), clock),
});
const press = async (person: string, score: number, comment?: string, dynamo = test.dynamo) => {
  const deps = depsOf(dynamo);
  const asked = await findAsked(deps, refOf(person));
  if (!asked) throw new Error('There is no such message.');
  await answerSurvey(deps, asked.row, { score, comment });
};
const eventsOf = async (person: string): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const { name, body } of createEventStore(test.dynamo, test.tables.events).read(person))
    found.push(
      name === undefined ? body.traits : { score: body.properties?.score, revision: body.properties?.revision },
    );
  return found;
};
const list = (query: Record<string, string>, key = 'admin-key') => api.call('GET', '/v1/answers', { query, key });

describe('an answer in the tables', () => {
  it('is one, whatever call its writer dies at, and the last word when it changes', async () => {
    for (let step = 1; step <= 14; step++)
      await press('u:kim', 2, '늦었어요', createMortal(step, step % 2 === 0).wrap(test.dynamo)).catch(() => undefined);
    await press('u:kim', 2, '늦었어요');
    const at = new Date(now).toISOString();
    expect(await eventsOf('u:kim')).toEqual([
      { score: 2, revision: undefined },
      { nps_score: 2, nps_group: 'detractor', nps_at: at },
    ]);
    const tasks = createTaskStore(test.dynamo, test.tables.effects);
    expect((await tasks.ofPerson(['u:kim'])).map(({ source, dueAt }) => ({ source, dueAt }))).toEqual([
      { source: { kind: 'message', id: 'winback' }, dueAt: new Date(now + DAY).toISOString() },
    ]);
    const mortal = createMortal(Number.POSITIVE_INFINITY, false);
    await press('u:kim', 2, '늦었어요', mortal.wrap(test.dynamo));
    // The campaign's person, the row, and that it was told.
    expect(mortal.steps()).toBe(2);
    now += 60_000;
    await press('u:kim', 9);
    expect((await eventsOf('u:kim')).at(-2)).toEqual({ score: 9, revision: 2 });
    expect((await tasks.ofPerson(['u:kim'])).length).toBe(1);
  });

  it('is listed newest first, its words for whom may read them', async () => {
    now += 60_000;
    await press('u:lee', 6, '010-1234-5678로 전화 주세요');
    const { body } = await list({ campaign: 'winback', reason: '설문 확인' });
    expect(body.data).toMatchObject([
      { customerId: 'lee', score: 6, group: 'detractor', comment: '010-1234-5678로 전화 주세요', revision: 1 },
      { customerId: 'kim', score: 9, group: 'promoter', comment: null, revision: 2 },
    ]);
    expect((await list({ campaign: 'winback' }, 'reader')).body.data[0].comment).toBe('***');
    expect((await list({ campaign: 'winback', personal: 'shown' }, 'reader')).status).toBe(403);
    const first = await list({ campaign: 'winback', limit: '1' });
    const second = await list({ campaign: 'winback', limit: '1', cursor: first.body.nextCursor });
    expect([first, second].map((page) => page.body.data[0].customerId)).toEqual(['lee', 'kim']);
    expect((await list({ journey: 'nps', step: 'ask' })).body).toEqual({ data: [], nextCursor: null });
  });

  it.each<Record<string, string>>([
    {},
    { campaign: 'a', template: 'b' },
    { journey: 'a' },
    { step: 'a', campaign: 'b' },
  ])('is asked for by one place: %j', async (query) => {
    expect((await list(query)).status).toBe(400);
  });

  it('of an erased person stays as its score and nothing else', async () => {
    await press('u:gone', 0, '제 이름은 홍길동');
    const targets = { ids: ['u:gone'], lost: [], aliases: [], addresses: [], segments: [] };
    const key = Buffer.alloc(32);
    const ledger = { messages: test.tables.messages, orders: test.tables.orders, sends: test.tables.sends };
    const stores = [
      createAnswerStore(test.dynamo, test.tables.effects),
      createTaskStore(test.dynamo, test.tables.effects),
    ];
    for (const place of [
      createEffectsPlace(stores),
      ...createLedgerRemainsStore(test.dynamo, ledger, key, async () => []),
    ])
      for await (const remove of place.removals(targets)) await remove();
    const { body } = await list({ campaign: 'winback' });
    expect(body.data.map(({ customerId }: { customerId: string }) => customerId)).toEqual(['lee', 'kim']);
    const { Items = [] } = await test.dynamo.send(new ScanCommand({ TableName: test.tables.messages }));
    const left = Items.filter(({ customerId }) => String(customerId).startsWith('erased:'));
    expect(left).toMatchObject([{ answer: { score: 0, n: 1 } }]);
    expect(JSON.stringify(Items)).not.toContain('홍길동');
  });
});
