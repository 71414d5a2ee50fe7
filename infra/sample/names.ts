/** Common Korean family and given names with a romanised form for addresses. */
export const FAMILY_NAMES = [
  ['김', 'kim'],
  ['이', 'lee'],
  ['박', 'park'],
  ['최', 'choi'],
  ['정', 'jung'],
  ['강', 'kang'],
  ['조', 'cho'],
  ['윤', 'yoon'],
  ['장', 'jang'],
  ['임', 'lim'],
  ['한', 'han'],
  ['오', 'oh'],
  ['서', 'seo'],
  ['신', 'shin'],
  ['권', 'kwon'],
  ['황', 'hwang'],
] as const;

export const GIVEN_NAMES = [
  ['민준', 'minjun'],
  ['서연', 'seoyeon'],
  ['도윤', 'doyun'],
  ['지우', 'jiwoo'],
  ['하은', 'haeun'],
  ['시우', 'siwoo'],
  ['수아', 'sua'],
  ['예준', 'yejun'],
  ['지안', 'jian'],
  ['은우', 'eunwoo'],
  ['채원', 'chaewon'],
  ['건우', 'geonwoo'],
  ['유나', 'yuna'],
  ['현우', 'hyunwoo'],
  ['다은', 'daeun'],
  ['준서', 'junseo'],
  ['소율', 'soyul'],
  ['태윤', 'taeyun'],
  ['아린', 'arin'],
  ['영호', 'youngho'],
  ['미경', 'mikyung'],
  ['정숙', 'jungsook'],
  ['성민', 'sungmin'],
  ['혜진', 'hyejin'],
] as const;

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** Won. */
  readonly price: number;
}

/** What the sample shop sells: tea and things to eat, goods that run out and are bought again. */
export const PRODUCTS: readonly Product[] = [
  { id: 'tea-01', name: '제주 녹차 100g', category: '차', price: 18_000 },
  { id: 'tea-02', name: '보성 우전 50g', category: '차', price: 42_000 },
  { id: 'tea-03', name: '쑥차 티백 30개', category: '차', price: 12_500 },
  { id: 'tea-04', name: '유자차 1kg', category: '차', price: 16_900 },
  { id: 'rice-01', name: '이천 쌀 10kg', category: '곡물', price: 39_800 },
  { id: 'rice-02', name: '찰현미 4kg', category: '곡물', price: 22_000 },
  { id: 'sauce-01', name: '재래 된장 900g', category: '장', price: 19_500 },
  { id: 'sauce-02', name: '태양초 고추장 1kg', category: '장', price: 21_000 },
  { id: 'sauce-03', name: '3년 간장 700ml', category: '장', price: 24_000 },
  { id: 'oil-01', name: '저온 참기름 300ml', category: '기름', price: 28_500 },
  { id: 'oil-02', name: '들기름 300ml', category: '기름', price: 23_000 },
  { id: 'sea-01', name: '완도 다시마 200g', category: '건어물', price: 9_900 },
  { id: 'sea-02', name: '국물 멸치 500g', category: '건어물', price: 17_500 },
  { id: 'sea-03', name: '곱창김 50매', category: '건어물', price: 26_000 },
  { id: 'sweet-01', name: '수제 한과 선물세트', category: '다과', price: 55_000 },
  { id: 'sweet-02', name: '곶감 12개', category: '다과', price: 33_000 },
];
