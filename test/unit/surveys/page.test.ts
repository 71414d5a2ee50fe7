import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/track/handler.ts';
import { createSurvey } from '../../../functions/track/survey.ts';
import { type EngagedMessage, judgedClicks, withFact } from '../../../shared/feedback/engagement.ts';
import { parseFeedback } from '../../../shared/feedback/parse-feedback.ts';
import type { TrackMessage } from '../../../shared/feedback/track-message.ts';
import { DAY, toIso } from '../../../shared/platform/clock.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { LINK_KEY, type LinkPayload, sign } from '../../../shared/tracking/token.ts';
import { httpEvent, lambdaContext } from '../../support/http-event.ts';
import { sentRow } from '../feedback/rows.ts';

const KEY = deriveKey('ab'.repeat(32), LINK_KEY);
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
const SENT = Date.parse('2026-11-23T01:00:00.000Z');
const survey = { kind: 'nps', language: 'ko', question: '<b>추천</b>하시겠습니까?' } as const;

/** A ledger in memory: messages of two people, and all that an answer leaves behind. */
const world = (more: Partial<EngagedMessage> = {}) => {
  const rows = new Map(
    ['u:kim', 'u:lee'].map((customerId, index) => [
      `winback_03_0_${index}`,
      sentRow({ customerId, ref: `winback_03_0_${index}`, handedOverAt: toIso(SENT), survey, ...more }),
    ]),
  );
  const events: { person: string; name?: string | undefined; key: string; body?: string | undefined }[] = [];
  const tasks: { effectId: string; note?: string | undefined }[] = [];
  const seen: TrackMessage[] = [];
  let now = SENT + DAY;
  const refOf = (customerId: string) => [...rows].find(([, row]) => row.customerId === customerId)?.[0] ?? '';
  const deps = {
    clock: () => now,
    chunks: { findRecipient: async ({ index }: { index: number }) => rows.get(`winback_03_0_${index}`)?.customerId },
    feedback: {
      find: async (customerId: string) => rows.get(refOf(customerId)),
      update: async (row: EngagedMessage, { set }: { set: object }) => {
        rows.set(row.ref, { ...row, ...set });
        return true;
      },
    },
    settings: async () => ({ ...DEFAULT_SETTINGS, surveys: { tasks: true, assignee: 'desk', dueHours: 24 } }),
    brands: { find: async () => undefined },
    events: {
      append: async (event: { person: string; key: string }) => {
        if (!events.some(({ key }) => key === event.key)) events.push(event);
      },
    },
    // biome-ignore lint/suspicious/noExplicitAny: only what the page may touch is there
  } as any;
  const handler = createHandler({
    clock: () => now,
    linkKey: async () => KEY,
    record: async () => deps,
    shortLinks: { find: async (name) => (name === 'Abc123xyz' ? { ref: 'winback_03_0_0', urls: [] } : undefined) },
    landing: async () => undefined,
    survey: createSurvey({
      record: async () => deps,
      answers: { put: async () => undefined, isTold: async () => false },
      createTask: async (order) => {
        tasks.push(order);
        return { task: { ...order, id: 't', state: 'open', version: 1, createdAt: toIso(now) }, first: true };
      },
    }),
    report: async (message) => void seen.push(message),
  });
  const call = async (path: string, method = 'GET', body = '', query: Record<string, string> = {}) => {
    const token = path.split('/')[2] ?? '';
    const pathParameters: Record<string, string> = path.startsWith('/s/') ? { code: token } : { token };
    const headers = { 'user-agent': BROWSER, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await handler(httpEvent({ method, path, pathParameters, headers, body, query }), lambdaContext());
    return { status: answer.statusCode, body: String(answer.body), headers: answer.headers ?? {} };
  };
  const later = (ms: number) => {
    now += ms;
  };
  return { rows, events, tasks, seen, call, later };
};

const pathOf = (payload: Partial<LinkPayload> = {}) =>
  `/q/${sign(KEY, { kind: 'q', ref: 'winback_03_0_0', ...payload })}`;
const answer = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

describe('the page of a survey', () => {
  it('asks with the score of the link chosen, and names nobody', async () => {
    const { call, events, rows } = world();
    const page = await call(pathOf(), 'GET', '', { score: '9' });
    expect(page.status).toBe(200);
    expect(page.body).toContain('value="9" required checked');
    expect(page.body).toContain('&lt;b&gt;추천&lt;/b&gt;하시겠습니까?');
    expect(page.body).not.toMatch(/kim|<script|winback/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['x-robots-tag']).toBe('noindex');
    expect(page.headers['cache-control']).toBe('no-store');
    expect([events.length, rows.get('winback_03_0_0')?.answer]).toEqual([0, undefined]);
    expect((await call(pathOf(), 'GET', '', { score: '11"><script>' })).body).not.toMatch(/ checked|<script/);
    expect((await call(pathOf(), 'GET', '', { lang: 'en' })).body).toContain('Send the answer');
  });

  it('takes the answer of a press, once, and another in its place', async () => {
    const { call, events, rows, tasks, later } = world();
    const low = answer({ score: '2', comment: '늦게 왔어요' });
    const thanks = await call(pathOf(), 'POST', low);
    expect([thanks.status, thanks.body.includes('늦게')]).toEqual([200, false]);
    later(5_000);
    await call(pathOf(), 'POST', low);
    expect(rows.get('winback_03_0_0')?.answer).toMatchObject({ score: 2, n: 1, comment: '늦게 왔어요' });
    expect(events.map(({ person, name }) => [person, name])).toEqual([
      ['u:kim', 'Survey Answered'],
      ['u:kim', undefined],
    ]);
    expect(JSON.parse(events[0]?.body ?? '')).toEqual({
      properties: {
        ...{ kind: 'nps', score: 2, group: 'detractor', message_id: 'winback_03_0_0', channel: 'email' },
        ...{ campaign_id: 'winback', comment: '늦게 왔어요' },
      },
    });
    expect(JSON.parse(events[1]?.body ?? '')).toEqual({
      traits: { nps_score: 2, nps_group: 'detractor', nps_at: '2026-11-24T01:00:00.000Z' },
    });
    expect((await call(pathOf())).body).toContain('이미 답해 주셨습니다');
    await call(pathOf(), 'POST', answer({ score: '10' }));
    expect(rows.get('winback_03_0_0')?.answer).toMatchObject({ score: 10, n: 2 });
    expect(rows.get('winback_03_0_0')?.answer).not.toHaveProperty('comment');
    expect(events).toHaveLength(4);
    expect(new Set(tasks.map(({ effectId }) => effectId))).toEqual(new Set(['survey winback_03_0_0']));
    expect(JSON.stringify(tasks)).not.toContain('늦게');
  });

  it('is answered by a text’s short link as well, and makes a task of nobody without a comment', async () => {
    const { call, rows, tasks } = world({ channel: 'sms' });
    expect((await call('/s/Abc123xyzq')).body).toContain('추천');
    expect((await call('/s/Abc123xyzq', 'POST', answer({ score: '0' }))).status).toBe(200);
    expect([rows.get('winback_03_0_0')?.answer?.score, tasks]).toEqual([0, []]);
  });

  it('refuses what is no answer and says so, with nothing stored', async () => {
    const { call, rows, events } = world();
    for (const body of [
      '',
      'score=11',
      'score=',
      'comment=x',
      'score=1&score=2',
      `score=1&comment=${'x'.repeat(2_000)}`,
    ]) {
      const page = await call(pathOf(), 'POST', body);
      expect([page.status, page.body.includes('점수를 하나 고르고')], body).toEqual([400, true]);
    }
    expect([rows.get('winback_03_0_0')?.answer, events]).toEqual([undefined, []]);
  });

  it('is over after ninety days, and not there for a message that asked nothing or went to nobody', async () => {
    const { call, later, rows } = world();
    later(89 * DAY + 1);
    expect((await call(pathOf())).status).toBe(410);
    expect((await call(pathOf(), 'POST', answer({ score: '9' }))).status).toBe(410);
    expect(rows.get('winback_03_0_0')?.answer).toBeUndefined();
    expect((await world({ survey: undefined }).call(pathOf())).status).toBe(404);
    expect((await world({ customerId: 'erased:0123' }).call(pathOf(), 'POST', answer({ score: '9' }))).status).toBe(
      404,
    );
    expect((await world().call(pathOf({ ref: 'winback_03_0_7' }))).status).toBe(404);
  });

  it('of a trial works and counts nowhere', async () => {
    const { call, rows, events } = world({ campaignId: 'Trial-winback' });
    expect((await call(pathOf())).body).toContain('테스트 메시지입니다');
    expect((await call(pathOf(), 'POST', answer({ score: '9', comment: 'x' }))).status).toBe(200);
    expect([rows.get('winback_03_0_0')?.answer, events]).toEqual([undefined, []]);
  });

  it('is the person’s own: no other link, kind or key answers for them', async () => {
    const { call, rows } = world();
    await call(pathOf(), 'POST', answer({ score: '9' }));
    expect(rows.get('winback_03_0_1')?.answer).toBeUndefined();
    const token = sign(KEY, { kind: 'q', ref: 'winback_03_0_1' });
    const post = (path: string) => call(path, 'POST', answer({ score: '0' }));
    const others = (['o', 'u', 'p', 'n'] as const).map((kind) => `/q/${sign(KEY, { kind, ref: 'winback_03_0_1' })}`);
    const strange = sign(deriveKey('cd'.repeat(32), LINK_KEY), { kind: 'q', ref: 'winback_03_0_1' });
    for (const path of [...others, `/q/${strange}`, '/q/', `/q/${token.slice(0, -1)}`, `/q/${token}A`])
      expect((await post(path)).status, path).toBe(404);
    for (const kind of ['u', 'p', 'c']) expect((await call(`/${kind}/${token}`)).status).toBe(404);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: token.length - 1 }), fc.constantFrom('A', '0', '_', '.', 'b'), async (at, one) => {
        fc.pre(token[at] !== one);
        expect((await post(`/q/${token.slice(0, at)}${one}${token.slice(at + 1)}`)).status).toBe(404);
      }),
      { numRuns: 60 },
    );
    expect(rows.get('winback_03_0_1')?.answer).toBeUndefined();
  });

  it('takes a scanner’s round through all scores for what it is', async () => {
    const { call, seen, rows, events, later } = world();
    for (const score of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      later(300);
      await call(pathOf(), score === 5 ? 'HEAD' : 'GET', '', { score: String(score) });
    }
    expect([rows.get('winback_03_0_0')?.answer, events]).toEqual([undefined, []]);
    const facts = seen.flatMap((message) => {
      const feedback = parseFeedback(JSON.stringify(message));
      return feedback.kind === 'receipt' ? feedback.facts : [];
    });
    const row = sentRow({ handedOverAt: toIso(SENT), deliveredAt: toIso(SENT) });
    const after = facts.reduce((known, fact) => withFact(known, fact, () => undefined), row);
    expect(after.clickedHumanAt).toBeUndefined();
    expect(new Set(judgedClicks(after).map(({ actor }) => actor))).toEqual(new Set(['scanner']));
  });
});
