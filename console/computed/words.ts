import type { Computed } from '../answers/computed.ts';

const en = {
  lead: 'Figures of each person’s events, kept up with every event: for segments, templates and the customer page.',
  own: 'Your own',
  none: 'None yet. Ready-made ones stand below.',
  ready: 'Ready-made',
  add: 'New figure',
  change: 'Change',
  archive: 'Archive',
  archiveAsk: (name: string) => `Archive ${name}?`,
  archiveText: 'It disappears from profiles and can no longer be used. One that a segment or template uses is refused.',
  name: 'Short name',
  nameHint: 'For rules and templates: a small letter, then letters and digits, such as favouriteBrand.',
  title: 'What people read',
  event: 'Event',
  eventHint: 'As it comes in; the suggestions are events of the last weeks.',
  operation: 'Figure',
  property: 'Of the property',
  propertyHint: 'products.category reads each line of an order; timestamp is the moment of the event.',
  days: 'Last days (empty: all time)',
  daysHint: 'Local days up to and including today, at most 400.',
  conditions: 'Only events where',
  condition: 'Condition',
  operator: 'is',
  value: 'Value',
  addCondition: 'Add a condition',
  removeCondition: 'Remove',
  save: 'Save',
  cancel: 'Cancel',
  effect: 'Each person is counted anew from stored events with their next event, or at once with npm run rebuild.',
  saved: 'Saved.',
  operations: {
    count: 'how often',
    sum: 'sum',
    avg: 'average',
    min: 'smallest',
    max: 'largest',
    first: 'first',
    last: 'latest',
    mostFrequent: 'most frequent',
    distinct: 'how many different',
  },
  operators: {
    is: 'is',
    isNot: 'is not',
    gt: 'is more than',
    gte: 'is at least',
    lt: 'is less than',
    lte: 'is at most',
    contains: 'contains',
    startsWith: 'begins with',
    exists: 'is there',
  },
  sentence: ({ event, operation, property, window, where }: Computed, said: string): string => {
    const what = operation === 'count' ? `How often “${event}” came` : `${said} “${property ?? ''}” of “${event}”`;
    const when = window ? `, last ${window.days} days` : '';
    return `${what}${when}${where?.length ? `, under ${where.length} condition${where.length > 1 ? 's' : ''}` : ''}`;
  },
};

export type ComputedWords = typeof en;

const ko: ComputedWords = {
  lead: '고객마다 이벤트에서 계산해 두는 값입니다. 이벤트가 올 때마다 새로워지며 세그먼트, 템플릿, 고객 화면에서 씁니다.',
  own: '직접 만든 항목',
  none: '아직 없습니다. 아래 기본 항목은 바로 쓸 수 있습니다.',
  ready: '기본 항목',
  add: '새 항목 만들기',
  change: '고치기',
  archive: '보관하기',
  archiveAsk: (name) => `${name} 항목을 보관할까요?`,
  archiveText: '프로필에서 사라지고 더는 쓸 수 없습니다. 세그먼트나 템플릿이 쓰고 있으면 보관되지 않습니다.',
  name: '짧은 이름',
  nameHint: '규칙과 템플릿에서 씁니다. 소문자로 시작하는 영문자와 숫자, 예: favouriteBrand',
  title: '화면에 보이는 이름',
  event: '이벤트',
  eventHint: '들어오는 이름 그대로 씁니다. 최근 몇 주 동안 온 이벤트를 보여 드립니다.',
  operation: '계산',
  property: '속성',
  propertyHint: 'products.category는 주문의 상품마다 읽습니다. timestamp는 이벤트가 일어난 때입니다.',
  days: '최근 며칠 (비우면 전체 기간)',
  daysHint: '오늘을 포함한 날 수, 최대 400일',
  conditions: '이런 이벤트만',
  condition: '조건',
  operator: '비교',
  value: '값',
  addCondition: '조건 더하기',
  removeCondition: '빼기',
  save: '저장하기',
  cancel: '그만두기',
  effect:
    '고객마다 다음 이벤트가 올 때 저장된 이벤트에서 다시 계산합니다. 바로 계산하려면 npm run rebuild를 실행합니다.',
  saved: '저장했습니다.',
  operations: {
    count: '횟수',
    sum: '합계',
    avg: '평균',
    min: '가장 작은 값',
    max: '가장 큰 값',
    first: '처음 값',
    last: '마지막 값',
    mostFrequent: '가장 잦은 값',
    distinct: '서로 다른 값의 수',
  },
  operators: {
    is: '같음',
    isNot: '다름',
    gt: '보다 큼',
    gte: '이상',
    lt: '보다 작음',
    lte: '이하',
    contains: '포함',
    startsWith: '으로 시작',
    exists: '있음',
  },
  sentence: ({ event, operation, property, window, where }, said) => {
    const when = window ? `최근 ${window.days}일 ` : '';
    const what = operation === 'count' ? `‘${event}’ 횟수` : `‘${event}’의 ‘${property ?? ''}’ ${said}`;
    return `${when}${what}${where?.length ? ` (조건 ${where.length}개)` : ''}`;
  },
};

export const COMPUTED_WORDS = { ko, en } as const;
