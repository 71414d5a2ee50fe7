const CAMPAIGN = {
  name: '한 번 산 손님에게 두 번째 주문 쿠폰',
  channel: 'email',
  templateId: 'second-order-coupon',
  audience: { include: ['one-time-buyers'], exclude: [] },
  goal: { event: 'Order Completed', windowDays: 7 },
  control: 0.1,
};
const WEBHOOK = { name: '재고 시스템', url: 'https://stock.example.com/hooks/dangol' };

/**
 * Bodies as somebody would send them, by route, for the OpenAPI document: of those whose schema alone does not tell a body that
 * passes. A test gives each to its route.
 */
export const BODY_EXAMPLES: Readonly<Record<string, unknown>> = {
  'POST /v1/campaigns': CAMPAIGN,
  'PUT /v1/campaigns/{id}': CAMPAIGN,
  'POST /v1/campaigns/compare': { audience: { include: ['one-time-buyers'] } },
  'POST /v1/campaigns/plan': { baseline: 0.1, effect: 0.02 },
  'PUT /v1/customers/{id}/preferences': { pausedUntil: '2026-12-31T00:00:00.000Z', source: 'desk' },
  'POST /v1/coupons/{id}/codes': { generate: 1_000, batch: '2026-12' },
  'POST /v1/images': { title: '새 상품', data: 'iVBORw0KGgo=' },
  'POST /v1/journeys/{id}/simulate': { customerId: 'kim' },
  'POST /v1/keys': { name: '고객센터', role: 'viewer' },
  'POST /v1/users': { name: 'kim', email: 'kim@shop.example', role: 'author' },
  'PUT /v1/users/{name}': { role: 'approver' },
  'PUT /v1/push/firebase': {
    ...{ project_id: 'my-shop', client_email: 'push@my-shop.iam.gserviceaccount.com' },
    private_key: '-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----\n',
  },
  'PUT /v1/products/{id}': {
    ...{ name: '유자차 500g', url: 'https://shop.example/yuja', category: '차', stock: 40 },
    price: { amount: 12_000, currency: 'KRW' },
  },
  'POST /v1/products/import': { csv: 'id,name,price,stock\nyuja-500,유자차 500g,12000,40\n' },
  'POST /v1/shares': { campaignId: 'second-order' },
  'PUT /v1/tasks/{id}': { assignee: 'kim' },
  'POST /v1/webhooks': WEBHOOK,
  'PUT /v1/webhooks/{id}': WEBHOOK,
};
