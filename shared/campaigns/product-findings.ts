import { PRODUCT_BLOCKS, type ProductBlock, type ProductContext } from '../products/product-blocks.ts';
import { block, type Finding, warn } from './finding.ts';

/** Whether somebody would see nothing in the place of a block. */
const isEmpty = (name: ProductBlock, context: ProductContext): boolean => {
  const shown = context[name];
  return shown === undefined || ('length' in shown && shown.length === 0);
};

const WHY: Readonly<Record<ProductBlock, { readonly en: string; readonly ko: string }>> = {
  product: {
    en: 'it shows a product of the last order, which the catalogue has to know (POST /v1/products/import)',
    ko: '마지막 주문의 상품을 보여 주므로, 상품 목록에 그 상품이 있어야 합니다',
  },
  best_sellers: {
    en: 'it comes from the last nightly run and shows products of the catalogue that can be bought',
    ko: '지난밤 계산에서 나오며, 상품 목록에 있고 살 수 있는 상품만 보여 줍니다',
  },
  bought_together: {
    en: 'it needs products that were bought in the same order five times or more',
    ko: '같은 주문에서 다섯 번 넘게 함께 팔린 상품이 있어야 합니다',
  },
  repurchase_due: {
    en: 'it shows what the last order held and is due again by now',
    ko: '마지막 주문의 상품 가운데 다시 살 때가 된 것만 보여 줍니다',
  },
};

/** What the people looked at would see of the catalogue. */
export const productFindings = (blocks: ReadonlySet<ProductBlock>, shown: readonly ProductContext[]): Finding[] =>
  PRODUCT_BLOCKS.filter((name) => blocks.has(name)).flatMap((name) => {
    const without = shown.filter((context) => isEmpty(name, context)).length;
    if (without === 0) return [];
    const { en, ko } = WHY[name];
    if (without === shown.length)
      return [
        block(
          'noProducts',
          `The template shows ${name}, and none of the ${without} people looked at has any: ${en}.`,
          `템플릿이 ${name}을(를) 쓰는데, 살펴본 ${without}명 모두 보여 줄 상품이 없습니다. ${ko}.`,
        ),
      ];
    const mend = name === 'product' ? '{% if product.name %}' : `{% if ${name}.size > 0 %}`;
    return [
      warn(
        'fewProducts',
        `${without} of ${shown.length} people looked at have nothing in ${name}: ${en}. Write ${mend} around it.`,
        `살펴본 ${shown.length}명 가운데 ${without}명은 ${name}에 보여 줄 상품이 없습니다. ${ko}. ${mend}로 감싸 주세요.`,
      ),
    ];
  });
