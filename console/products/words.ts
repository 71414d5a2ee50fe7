import type { Repurchase } from '../../shared/products/product.ts';
import { count } from '../words/en.ts';
import type { Language } from '../words/language.tsx';

export interface ProductWords {
  readonly title: string;
  readonly lead: string;
  readonly none: string;
  readonly noneDo: string;
  readonly noneFound: (id: string) => string;
  readonly find: string;
  readonly file: string;
  readonly fileHint: string;
  readonly choose: string;
  readonly saving: (done: string, all: string) => string;
  readonly saved: (products: number) => string;
  readonly soldOut: string;
  readonly stock: (pieces: string) => string;
  readonly orders: (orders: number) => string;
  readonly again: (days: number, by: Repurchase['by']) => string;
  readonly together: string;
  readonly change: string;
  readonly name: string;
  readonly url: string;
  readonly category: string;
  readonly pieces: string;
  readonly piecesHint: string;
  readonly repurchaseDays: string;
  readonly repurchaseHint: string;
  readonly save: string;
  readonly remove: string;
  readonly removeAsk: (name: string) => string;
  readonly removeText: string;
  readonly removed: (name: string) => string;
}

const BY_KO = {
  said: '쇼핑몰이 정함',
  product: '이 상품의 주문에서',
  category: '분류의 주문에서',
  shop: '가게의 주문에서',
};
const BY_EN = {
  said: 'as the shop says',
  product: 'by its orders',
  category: 'by its category',
  shop: 'by all orders',
};

/** Words of the catalogue alone; loaded with it. */
export const PRODUCT_WORDS: Readonly<Record<Language, ProductWords>> = {
  ko: {
    title: '상품',
    lead: '메시지의 상품 칸, 재입고 알림, 재구매 시점이 이 목록을 씁니다. 함께 사는 상품과 재구매 주기는 밤마다 주문에서 배웁니다.',
    none: '아직 상품이 없습니다.',
    noneDo: 'CSV 파일을 넣거나 PUT /v1/products/{id}로 보내면 여기에 보입니다.',
    noneFound: (id) => `상품번호 ‘${id}’인 상품이 없습니다.`,
    find: '상품번호로 찾기',
    file: 'CSV 파일로 넣기',
    fileHint:
      '첫 줄에 열 이름: 상품코드(id), 상품명(name), 판매가(price), 재고(stock), 카테고리, 상품주소, 재구매주기. 같은 상품코드는 새 내용으로 바뀝니다.',
    choose: '파일 고르기',
    saving: (done, all) => `${all}개 중 ${done}개를 담았습니다…`,
    saved: (products) => `상품 ${products.toLocaleString('ko')}개를 담았습니다.`,
    soldOut: '품절',
    stock: (pieces) => `재고 ${pieces}개`,
    orders: (orders) => `표본 주문 ${orders.toLocaleString('ko')}건`,
    again: (days, by) => `${days}일 뒤 다시 삼 (${BY_KO[by]})`,
    together: '함께 삽니다',
    change: '고치기',
    name: '이름',
    url: '상품 주소',
    category: '분류',
    pieces: '재고',
    piecesHint: '0이면 품절입니다. 다시 채우면 기다리던 고객의 재입고 여정이 시작됩니다.',
    repurchaseDays: '재구매 주기 (일)',
    repurchaseHint: '비워 두면 주문에서 배운 날수를 씁니다.',
    save: '저장하기',
    remove: '지우기',
    removeAsk: (name) => `‘${name}’ 상품을 지울까요?`,
    removeText: '메시지와 추천에서 빠집니다. 지난 주문은 그대로 남습니다.',
    removed: (name) => `‘${name}’ 상품을 지웠습니다.`,
  },
  en: {
    title: 'Products',
    lead: 'Product blocks of messages, back-in-stock and the moment to buy again go by this list. What is bought together, and after how many days again, is learned from orders every night.',
    none: 'No products yet.',
    noneDo: 'Choose a CSV file, or send them by PUT /v1/products/{id}.',
    noneFound: (id) => `There is no product “${id}”.`,
    find: 'Find by product id',
    file: 'From a CSV file',
    fileHint:
      'The first line names columns: id, name, price, stock, category, url, repurchaseDays. A known id is replaced.',
    choose: 'Choose a file',
    saving: (done, all) => `${done} of ${all} saved…`,
    saved: (products) => `Saved ${count(products, 'product', 'products')}.`,
    soldOut: 'Sold out',
    stock: (pieces) => `${pieces} in stock`,
    orders: (orders) => `${count(orders, 'sampled order', 'sampled orders')}`,
    again: (days, by) => `bought again after ${count(days, 'day', 'days')} (${BY_EN[by]})`,
    together: 'Bought with',
    change: 'Change',
    name: 'Name',
    url: 'Page of the product',
    category: 'Category',
    pieces: 'Stock',
    piecesHint: 'None is sold out. Filled again, it starts the journeys of those who wait for it.',
    repurchaseDays: 'Days until it is bought again',
    repurchaseHint: 'Left empty, what orders say counts.',
    save: 'Save',
    remove: 'Delete',
    removeAsk: (name) => `Delete the product “${name}”?`,
    removeText: 'It leaves messages and suggestions. Past orders stay as they are.',
    removed: (name) => `Deleted the product “${name}”.`,
  },
};
