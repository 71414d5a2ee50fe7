import type { Language } from '../words/language.tsx';
import type { FoundKind } from './find.ts';

interface SearchWords {
  readonly label: string;
  readonly kinds: Readonly<Record<FoundKind, string>>;
  readonly hint: string;
  readonly none: (text: string) => string;
  readonly partly: (kinds: string) => string;
  readonly found: (n: number) => string;
}

export const SEARCH_WORDS: Readonly<Record<Language, SearchWords>> = {
  ko: {
    label: '고객, 캠페인, 세그먼트, 템플릿, 여정, 화면 찾기',
    kinds: {
      page: '화면',
      customer: '고객',
      campaign: '캠페인',
      segment: '세그먼트',
      template: '템플릿',
      journey: '여정',
    },
    hint: '이름이나 ID를 입력합니다. 고객은 이메일 주소 전체, 전화번호 전체, 정확한 ID로 찾습니다.',
    none: (text) => `‘${text}’에 맞는 것이 없습니다.`,
    partly: (kinds) => `찾아보지 못한 것: ${kinds}`,
    found: (n) => `${n}개를 찾았습니다.`,
  },
  en: {
    label: 'Find customers, campaigns, segments, templates, journeys, pages',
    kinds: {
      page: 'Pages',
      customer: 'Customers',
      campaign: 'Campaigns',
      segment: 'Segments',
      template: 'Templates',
      journey: 'Journeys',
    },
    hint: 'Type a name or an id. Customers are found by their whole e-mail address, whole number or exact id.',
    none: (text) => `Nothing fits “${text}”.`,
    partly: (kinds) => `Could not be searched: ${kinds}`,
    found: (n) => (n === 1 ? '1 found.' : `${n} found.`),
  },
};
