import fc from 'fast-check';
import { expect, describe as group, it } from 'vitest';
import { describe, statement } from '../../../shared/segments/describe.ts';
import type { Leaf } from '../../../shared/segments/leaf.ts';
import { type Rule, ruleSchema } from '../../../shared/segments/rule.ts';
import type { Names } from '../../../shared/segments/topic.ts';

const names: Names = {
  segment: (id) => ({ tea: '차 좋아하는 분', 'rfm:champions': '최우수 단골' })[id],
  campaign: (id) => ({ spring: '봄맞이' })[id],
  computed: (name) => ({ favouriteBrand: '가장 좋아하는 브랜드' })[name],
  currency: 'KRW',
};

const both = (rule: Rule) => [describe(rule, 'ko', names), describe(rule, 'en', names)];

group('a leaf in words', () => {
  it.each<[Rule, string, string]>([
    [{ trait: 'city', is: '서울' }, '도시가 ‘서울’인 고객입니다.', 'Customers whose city is “서울”.'],
    [{ trait: 'city', isNot: '부산' }, '도시가 ‘부산’이 아닌 고객입니다.', 'Customers whose city is not “부산”.'],
    [
      { trait: 'a.b', in: ['x', 2, true] },
      '특성 ‘a.b’이(가) ‘x’, 2, 예 가운데 하나인 고객입니다.',
      'Customers whose trait “a.b” is one of “x”, 2, yes.',
    ],
    [
      { trait: 'tier', notIn: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
      '등급이 1, 2, 3, 4, 5, 6, 7, 8 외 2개 가운데 하나가 아닌 고객입니다.',
      'Customers whose tier is not one of 1, 2, 3, 4, 5, 6, 7, 8 and 2 more.',
    ],
    [{ trait: 'age', gt: 30 }, '나이가 30 초과인 고객입니다.', 'Customers whose age is more than 30.'],
    [{ trait: 'age', gte: 1234.5 }, '나이가 1,234.5 이상인 고객입니다.', 'Customers whose age is 1,234.5 or more.'],
    [{ trait: 'age', lt: 1e300 }, '나이가 1e+300 미만인 고객입니다.', 'Customers whose age is less than 1e+300.'],
    [{ trait: 'age', lte: -1 }, '나이가 -1 이하인 고객입니다.', 'Customers whose age is -1 or less.'],
    [{ trait: 'name', contains: '민' }, '이름에 ‘민’이 들어 있는 고객입니다.', 'Customers whose name contains “민”.'],
    [
      { trait: 'name', startsWith: '김' },
      '이름이 ‘김’으로 시작하는 고객입니다.',
      'Customers whose name begins with “김”.',
    ],
    [
      { trait: 'email', endsWith: '메일' },
      '이메일 주소가 ‘메일’로 끝나는 고객입니다.',
      'Customers whose e-mail address ends with “메일”.',
    ],
    [
      { trait: 'birthday', before: '2000-01-01' },
      '생일이 2000-01-01 0시 전인 고객입니다.',
      'Customers whose birthday is before the start of 2000-01-01.',
    ],
    [
      { computed: 'lastOrderAt', after: '2026-01-01T10:00:00+09:00' },
      '마지막 주문이 2026-01-01T10:00:00+09:00 뒤인 고객입니다.',
      'Customers whose last order is after 2026-01-01T10:00:00+09:00.',
    ],
    [{ trait: 'phone', exists: true }, '전화번호가 알려진 고객입니다.', 'Customers whose phone number is known.'],
    [
      { trait: 'phone', exists: false },
      '전화번호가 알려지지 않은 고객입니다.',
      'Customers whose phone number is not known.',
    ],
    [
      { computed: 'revenue', gte: 30000 },
      '산 금액이 30,000원 이상인 고객입니다.',
      'Customers whose money spent is 30,000 KRW or more.',
    ],
    [
      { computed: 'favouriteBrand', is: 'A' },
      '가장 좋아하는 브랜드가 ‘A’인 고객입니다.',
      'Customers whose 가장 좋아하는 브랜드 is “A”.',
    ],
    [
      { computed: 'unknownOne', exists: true },
      '‘unknownOne’가 알려진 고객입니다.',
      'Customers whose “unknownOne” is known.',
    ],
    [
      { score: 'rfm.segment', in: ['champions', 'at_risk'] },
      'RFM 그룹이 ‘최우수 단골’, ‘떠나려는 단골’ 가운데 하나인 고객입니다.',
      'Customers whose RFM group is one of “Champions”, “At risk”.',
    ],
    [
      { score: 'churn.flag', isNot: 'churned' },
      '이탈 상태가 ‘이탈’이 아닌 고객입니다.',
      'Customers whose churn state is not “Gone”.',
    ],
    [
      { score: 'churn.flag', is: 'no_such' },
      '이탈 상태가 ‘no_such’인 고객입니다.',
      'Customers whose churn state is “no_such”.',
    ],
    [
      { score: 'churn.pAlive', lt: 0.25 },
      '다시 살 가능성이 0.25 미만인 고객입니다.',
      'Customers whose chance of being alive is less than 0.25.',
    ],
    [
      { event: 'Order Completed', count: { gte: 2 }, within: { days: 30 } },
      '최근 30일 동안 ‘Order Completed’를 2번 이상 한 고객입니다.',
      'Customers who did “Order Completed” at least 2 times in the last 30 days.',
    ],
    [
      { event: '구매', count: { eq: 1 }, within: { days: 1 } },
      '오늘 ‘구매’를 정확히 1번 한 고객입니다.',
      'Customers who did “구매” exactly 1 time today.',
    ],
    [
      {
        event: 'Product Viewed',
        where: [
          { property: 'category', is: '찻잔' },
          { property: 'price', gt: 10 },
        ],
        count: { lt: 3 },
        within: { from: '2026-01-01', to: '2026-02-01' },
      },
      '2026-01-01부터 2026-02-01까지 category가 ‘찻잔’이고 price가 10 초과인 ‘Product Viewed’를 3번 미만 한 고객입니다.',
      'Customers who did “Product Viewed” where category is “찻잔” and price is more than 10, less than 3 times from 2026-01-01 to 2026-02-01.',
    ],
    [
      { event: 'Order Completed', sum: { property: 'total', lte: 100 } },
      '‘Order Completed’의 total 합계가 100 이하인 고객입니다.',
      'Customers whose sum of total over “Order Completed” is at most 100.',
    ],
    [
      { message: { campaign: 'spring', channel: 'email', outcome: 'opened' }, within: { days: 7 } },
      '최근 7일 동안 캠페인 ‘봄맞이’의 이메일 메시지를 1번 이상 연 고객입니다.',
      'Customers who opened our e-mail messages of the campaign “봄맞이” at least 1 time in the last 7 days.',
    ],
    [
      { message: { outcome: 'ignored' }, count: { gt: 3 } },
      '메시지를 3번 초과 무시한 고객입니다.',
      'Customers who ignored our messages more than 3 times.',
    ],
    [
      { date: 'birthday', inDays: { lte: 7 }, everyYear: true },
      '해마다 오는 생일까지 남은 날이 7일 이하인 고객입니다.',
      'Customers whose yearly birthday is at most 7 days ahead.',
    ],
    [
      { date: 'computed.lastOrderAt', inDays: { eq: -1 } },
      '마지막 주문까지 남은 날이 정확히 -1일인 고객입니다.',
      'Customers whose last order is exactly -1 day ahead.',
    ],
    [
      { consent: 'sms', purpose: 'ad', is: true },
      '문자 광고 수신 동의가 있는 고객입니다.',
      'Customers who agree to ads by text message.',
    ],
    [
      { consent: 'email', purpose: 'ad', is: false, topic: 'sale', daysAgo: { lte: 14 } },
      '이메일 광고(주제 ‘sale’) 수신 거부(그 뒤 지난 날 14일 이하)가 있는 고객입니다.',
      'Customers who have a refusal of ads about “sale” by e-mail (said at most 14 days ago).',
    ],
    [
      { consent: 'kakao', purpose: 'night', is: true, reconfirmInDays: { lt: 30 } },
      '카카오 야간 광고 수신 동의(재확인까지 남은 날 30일 미만)가 있는 고객입니다.',
      'Customers who have a consent to ads at night by Kakao (to be confirmed again in less than 30 days).',
    ],
    [{ reachable: 'push' }, '푸시로 광고를 보낼 수 있는 고객입니다.', 'Customers who can be sent ads by push.'],
    [
      { segment: 'rfm:champions' },
      '‘최우수 단골’ 세그먼트에 속한 고객입니다.',
      'Customers who are in the segment “최우수 단골”.',
    ],
    [{ segment: 'unknown' }, '‘unknown’ 세그먼트에 속한 고객입니다.', 'Customers who are in the segment “unknown”.'],
    [
      { bucket: { salt: 'test', from: 0.07, to: 0.5 } },
      '무작위 ‘test’의 7% 이상 50% 미만에 드는 고객입니다.',
      'Customers who are in the random share “test” from 7% to below 50%.',
    ],
  ])('%j', (rule, ko, en) => {
    expect(both(ruleSchema.parse(rule))).toEqual([ko, en]);
  });

  it('is cut where a value is very long', () => {
    const long = 'x'.repeat(500);
    const rule: Rule = {
      all: [
        { trait: long.slice(0, 200), in: Array.from({ length: 1_000 }, () => long) },
        { event: long.slice(0, 200) },
      ],
    };
    for (const sentence of both(rule)) expect(sentence.length).toBeLessThan(1_000);
  });
});

const A: Leaf = { trait: 'city', is: '서울' };
const B: Leaf = { event: 'Order Completed' };
const C: Leaf = { reachable: 'email' };

group('groups in words', () => {
  it.each<[Rule, string, string]>([
    [
      { all: [A, B, C] },
      '도시가 ‘서울’이고 ‘Order Completed’를 1번 이상 했고 이메일로 광고를 보낼 수 있는 고객입니다.',
      'Customers whose city is “서울” and who did “Order Completed” at least 1 time and who can be sent ads by e-mail.',
    ],
    [
      { all: [{ any: [A, { not: B }] }, C] },
      '(도시가 ‘서울’이거나 ‘Order Completed’를 1번 이상 하지 않았고) 이메일로 광고를 보낼 수 있는 고객입니다.',
      'Customers (whose city is “서울” or who did not do “Order Completed” at least 1 time) and who can be sent ads by e-mail.',
    ],
    [
      { not: { all: [A, { any: [B, C] }] } },
      '(도시가 ‘서울’이고 (‘Order Completed’를 1번 이상 했거나 이메일로 광고를 보낼 수 있는)) 경우가 아닌 고객입니다.',
      'Customers not (whose city is “서울” and (who did “Order Completed” at least 1 time or who can be sent ads by e-mail)).',
    ],
    [
      { any: [{ not: { all: [A, C] } }, B] },
      '(도시가 ‘서울’이고 이메일로 광고를 보낼 수 있는) 경우가 아니거나 ‘Order Completed’를 1번 이상 한 고객입니다.',
      'Customers not (whose city is “서울” and who can be sent ads by e-mail) or who did “Order Completed” at least 1 time.',
    ],
    [{ not: { not: { any: [A] } } }, '도시가 ‘서울’인 고객입니다.', 'Customers whose city is “서울”.'],
  ])('%j', (rule, ko, en) => {
    expect(both(rule)).toEqual([ko, en]);
  });

  /** Truth over all worlds of four leaves: what a rule means. */
  const letters = ['kim', 'lee', 'bora', 'choi'].map((city): Leaf => ({ trait: 'city', is: city }));
  const meaning = (rule: Rule, world: number): boolean => {
    if ('all' in rule) return rule.all.every((part) => meaning(part, world));
    if ('any' in rule) return rule.any.some((part) => meaning(part, world));
    if ('not' in rule) return !meaning(rule.not, world);
    return ((world >> letters.findIndex((leaf) => JSON.stringify(leaf) === JSON.stringify(rule))) & 1) === 1;
  };
  const table = (rule: Rule): string => Array.from({ length: 16 }, (_, world) => Number(meaning(rule, world))).join('');
  const rules = fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Rule>(...letters),
      tie('rule').map((not) => ({ not })),
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    ),
  })).rule;

  it('read back give the rule that was described, in both languages', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        expect(table(readEnglish(describe(rule, 'en', names)))).toBe(table(rule));
        expect(table(readKorean(describe(rule, 'ko', names)))).toBe(table(rule));
      }),
      { numRuns: 2_000 },
    );
  });

  const joined = (kind: 'all' | 'any', found: Rule[]): Rule => (kind === 'all' ? { all: found } : { any: found });
  const leaf = (city: string | undefined, negated: boolean): Rule =>
    negated ? { not: { trait: 'city', is: city ?? '' } } : { trait: 'city', is: city ?? '' };

  const readEnglish = (sentence: string): Rule => {
    const tokens = sentence.match(/[()]|and|or|not(?= \()|whose city is (?:not )?“\w+”/g) ?? [];
    const item = (): Rule => {
      const token = tokens.shift() ?? '';
      if (token === 'not') return { not: item() };
      if (token !== '(') return leaf(/“(\w+)”/.exec(token)?.[1], token.includes(' not '));
      const inner = items();
      tokens.shift();
      return inner;
    };
    const items = (): Rule => {
      const found = [item()];
      const kind = tokens[0] === 'or' ? 'any' : 'all';
      while (tokens[0] === 'and' || tokens[0] === 'or') {
        tokens.shift();
        found.push(item());
      }
      return joined(kind, found);
    };
    return items();
  };

  const readKorean = (sentence: string): Rule => {
    const tokens = sentence.match(/[()]|경우가 아니?[가-힣]+|도시가 ‘\w+’[가-힣]*(?: 아[가-힣]+)?/g) ?? [];
    const isOr = (text: string): boolean => text.endsWith('거나');
    /** One part, and whether what follows is joined by “or”: the ending of its last predicate says so. */
    const item = (): { rule: Rule; or: boolean } => {
      const token = tokens.shift() ?? '';
      if (token !== '(') return { rule: leaf(/‘(\w+)’/.exec(token)?.[1], token.includes(' 아')), or: isOr(token) };
      const inner = items();
      tokens.shift();
      if (!tokens[0]?.startsWith('경우')) return inner;
      return { rule: { not: inner.rule }, or: isOr(tokens.shift() ?? '') };
    };
    const items = (): { rule: Rule; or: boolean } => {
      const found = [item()];
      while (tokens.length > 0 && tokens[0] !== ')') found.push(item());
      const kind = found[0]?.or && found.length > 1 ? 'any' : 'all';
      return {
        rule: joined(
          kind,
          found.map(({ rule }) => rule),
        ),
        or: found.at(-1)?.or ?? false,
      };
    };
    return items().rule;
  };
});

group('a statement about one person', () => {
  it('is what a leaf says, without the people', () => {
    expect(statement(B, 'ko', names)).toBe('‘Order Completed’를 1번 이상 했습니다.');
    expect(statement(B, 'en', names)).toBe('Did “Order Completed” at least 1 time.');
    expect(statement(A, 'ko', names)).toBe('도시가 ‘서울’입니다.');
    expect(statement(A, 'en', names)).toBe('City is “서울”.');
  });
});
