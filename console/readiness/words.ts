const en = {
  properties: 'See its properties',
  absent: (share: string) => `missing in ${share}`,
  examples: (some: string) => `such as ${some}`,
  unreadable: (share: string) => `${share} unreadable`,
  typeNames: { text: 'text', number: 'number', flag: 'yes or no', list: 'list', object: 'group' },
};

type PropertyWords = typeof en;

const ko: PropertyWords = {
  properties: '속성 보기',
  absent: (share) => `${share}에서 빠짐`,
  examples: (some) => `예: ${some}`,
  unreadable: (share) => `${share}는 읽을 수 없음`,
  typeNames: { text: '글', number: '수', flag: '예·아니요', list: '목록', object: '묶음' },
};

/** What is loaded with the readiness page alone. */
export const PROPERTY_WORDS = { ko, en } as const;
