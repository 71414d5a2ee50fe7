import { HOSTILE } from './hostile.ts';

export const pools = [
  { id: 'welcome', name: '첫 구매 쿠폰', version: 1, offer: '10% 할인', validDays: 30 },
  { id: 'spring', name: HOSTILE, version: 2, offer: HOSTILE, expiresAt: '2027-05-31T14:59:59.000Z' },
];

export const couponCounts = (id: string) =>
  id === 'welcome'
    ? { total: 100, free: 3, issued: 60, redeemed: 36, withdrawn: 1, warnBelow: 10, low: true }
    : { total: 0, free: 0, issued: 0, redeemed: 0, withdrawn: 0, warnBelow: 0, low: false };

const ware = { url: null, imageUrl: null, price: null, category: null, stock: null, available: true, orders: 0 };

export const products = [
  {
    ...{ ...ware, id: 'yuja-500', name: '유자청 500ml', url: 'https://shop.example/yuja', category: '청' },
    ...{ price: { amount: 19_000, currency: 'KRW' }, stock: 0, available: false, orders: 128, repurchaseDays: null },
    repurchase: { days: 41, by: 'product', of: 37 },
    together: [{ id: 'mug', confidence: 0.31, lift: 4.2 }],
  },
  { ...ware, id: 'mug', name: HOSTILE, category: HOSTILE, repurchaseDays: null, repurchase: null, together: [] },
];
