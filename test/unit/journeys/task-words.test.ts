import { describe, expect, it } from 'vitest';
import { checkJourney } from '../../../shared/journeys/check-journey.ts';
import { taskWords } from '../../../shared/journeys/task-words.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import { customerOf } from '../../support/profile.ts';

const about = {
  customer: customerOf('kim', { traits: { name: '김다은', city: '부산' }, contacts: { phone: '+821012345678' } }),
  journey: { id: 'call', name: '전화' },
  settings: settingsSchema.parse({ language: 'ko' }),
  now: Date.parse('2026-11-23T01:00:00.000Z'),
  run: {
    cause: { at: '2026-11-23T01:00:00.000Z', properties: { order_id: 'O-1', total: 12_000 } },
    coupon: { code: 'WELCOME-7Q2X' },
  },
};

describe('the words of a task that a journey opens', () => {
  it('are filled with the person, the event and the coupon, and masked for whoever may not see them', () => {
    const title = '{{ customer.traits.name }}님({{ customer.traits.city }}) {{ event.order_id }}';
    expect(taskWords({ title, note: '{{ customer.traits.phone }} {{ coupon.code }}' }, about)).toEqual({
      ...{ title: '김다은님(부산) O-1', note: '+821012345678 WELCOME-7Q2X' },
      masked: { title: '김*은님(부산) O-1', note: '010-****-5678 ***Q2X' },
    });
    expect(taskWords({ title: '견적 확인' }, about)).toEqual({ title: '견적 확인' });
  });

  it('are one line of 200 characters, whatever the person is called, and the journey\u2019s name where nothing is left', () => {
    const called = (name: string) => ({ ...about, customer: customerOf('x', { traits: { name } }) });
    const titleOf = (name: string, title = '{{ customer.traits.name }}') => taskWords({ title }, called(name)).title;
    expect(titleOf('<b>a</b>\n\u2028b\u0000 {{ brand.name }}')).toBe('<b>a</b> b {{ brand.name }}');
    expect([...titleOf('🍵'.repeat(300))]).toHaveLength(200);
    expect(titleOf('🍵'.repeat(300)).endsWith('…')).toBe(true);
    expect(titleOf(' ')).toBe('전화');
    expect(titleOf('x', "{{ customer.traits.name | date: '%Y' | times: 'x' | slice: nil, nil }}")).not.toBe('');
    expect(taskWords({ title: 'x', note: '{{ customer.traits.nothing }}' }, about)).toEqual({ title: 'x' });
  });

  it('are looked at when the journey is saved: field and fault are named', () => {
    const saved = (title: string, note?: string) => () =>
      checkJourney(
        {
          ...{ name: 'n', trigger: { on: 'api' } },
          steps: [
            { id: 'w', type: 'wait', for: { hours: 1 } },
            { id: 't', type: 'task', title, ...(note === undefined ? {} : { note }) },
          ],
        },
        'ko',
        new Set(['mugViews']),
      );
    expect(
      saved('{{ customer.traits.name }} {{ customer.computed.mugViews }} {{ event.order_id }}', '{{ landing.url }}')(),
    ).toMatchObject({ name: 'n' });
    expect(saved('{{ customer.nmae }}')).toThrow(/steps\.1\.title: .*customer\.nmae.*customer\.traits/);
    expect(saved('{{ customer.traits.name')).toThrow(/steps\.1\.title/);
    expect(saved('x', '{% include "secrets" %}')).toThrow(/steps\.1\.note/);
    expect(saved('{{ links.unsubscribe }}')).toThrow(/"links" is of messages/);
    expect(saved('{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}')).toThrow(/limit/);
  });
});
