import type { Said } from './warnings.ts';

/** One thing that must come in: any of the events, each with one of every `|` group of properties. */
export interface Need {
  readonly events: readonly string[];
  readonly properties: readonly string[];
}

/** Figures of the last run that a capability needs beside events. */
export interface Figures {
  readonly buyers: number;
  readonly repeatBuyers: number;
}

export interface Capability {
  readonly id: string;
  readonly name: Said;
  /** Without these nothing works. */
  readonly needs: readonly Need[];
  /** With these it works in full. */
  readonly better?: readonly Need[];
  readonly figure?: { readonly of: keyof Figures; readonly least: number; readonly name: Said };
}

const need = (event: string | readonly string[], ...properties: string[]): Need => ({
  events: typeof event === 'string' ? [event] : event,
  properties,
});

const ORDER = need('Order Completed', 'order_id', 'total|revenue|products');
const PRODUCTS = need('Order Completed', 'products', 'products[].product_id|products[].sku');

/** What the house can do, and what has to come in for it. The one place that says so. */
export const CAPABILITIES: readonly Capability[] = [
  {
    id: 'rfm',
    name: { ko: 'RFM 고객 등급', en: 'RFM groups of customers' },
    needs: [ORDER],
    better: [need('Order Completed', 'currency')],
    figure: { of: 'buyers', least: 25, name: { ko: '구매 고객', en: 'buyers' } },
  },
  {
    id: 'churn',
    name: { ko: '이탈 위험과 다음 구매 예측', en: 'Churn risk and next purchase' },
    needs: [ORDER],
    figure: { of: 'repeatBuyers', least: 50, name: { ko: '두 번 이상 산 고객', en: 'customers who bought twice' } },
  },
  {
    id: 'firstOrder',
    name: { ko: '가입 후 첫 구매 유도', en: 'First order after sign-up' },
    needs: [need(['Signed Up', '$identify']), ORDER],
    better: [need('Signed Up')],
  },
  {
    id: 'email',
    name: { ko: '동의 받은 이메일 캠페인', en: 'E-mail campaigns with consent' },
    needs: [need('$identify', 'email')],
    better: [need(['$identify', 'Consent Changed'], 'consent|consent.email.ad|channel')],
  },
  {
    id: 'sms',
    name: { ko: '동의 받은 문자 캠페인', en: 'Text message campaigns with consent' },
    needs: [need('$identify', 'phone')],
    better: [need(['$identify', 'Consent Changed'], 'consent|consent.sms.ad|channel')],
  },
  {
    id: 'lift',
    name: { ko: '캠페인 영수증과 매출 증가 측정', en: 'Campaign receipt and lift in revenue' },
    needs: [ORDER],
    better: [
      need('Order Completed', 'currency'),
      need(['Order Refunded', 'Order Cancelled', 'Order Canceled'], 'order_id'),
    ],
  },
  {
    id: 'products',
    name: { ko: '많이 산 상품·분류로 맞춤 문구와 세그먼트', en: 'Messages and segments by product and category' },
    needs: [PRODUCTS],
    better: [need('Order Completed', 'products[].category'), need('Product Viewed', 'product_id|sku')],
  },
  {
    id: 'cart',
    name: { ko: '장바구니에 두고 간 고객 찾기', en: 'People who left a cart behind' },
    needs: [need('Product Added', 'product_id|sku'), ORDER],
    better: [need('Checkout Started')],
  },
  {
    id: 'sessions',
    name: { ko: '방문과 머문 시간', en: 'Visits and time spent' },
    needs: [need(['$page', '$screen', 'Product Viewed', 'Application Opened'])],
    better: [need('Session Heartbeat')],
  },
  {
    id: 'refunds',
    name: { ko: '환불을 뺀 순매출', en: 'Revenue net of refunds' },
    needs: [ORDER, need(['Order Refunded', 'Order Cancelled', 'Order Canceled'], 'order_id')],
  },
  {
    id: 'backInStock',
    name: { ko: '재입고 알림을 신청한 고객 찾기', en: 'People who asked for a product to be back' },
    needs: [need('Back In Stock Requested', 'product_id|sku')],
  },
  {
    id: 'app',
    name: { ko: '앱 설치·사용·삭제 파악', en: 'App installs, use and removals' },
    needs: [need('Application Opened')],
    better: [need('Application Installed'), need('Application Uninstalled')],
  },
];

/** Example values of the properties above, for requests to engineers. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  order_id: 'D-1001',
  total: 45000,
  revenue: 45000,
  currency: 'KRW',
  product_id: 'mug-1',
  products: [{ product_id: 'mug-1', name: '머그컵', category: '주방', price: 45000, quantity: 1 }],
  email: 'customer@example.com',
  phone: '+821012345678',
  'consent.email.ad': 'Y',
  'consent.sms.ad': 'Y',
};
