/** The sample campaign: one-time buyers are asked back with a coupon. Fixed ids, so that arms are the same on every run. */
export const SEGMENT = {
  id: 'one-time-buyers',
  name: '한 번 산 손님',
  rule: { computed: 'orders', is: 1 },
} as const;

export const TEMPLATE = {
  id: 'second-order-coupon',
  name: '두 번째 주문 쿠폰',
  channel: 'email',
  purpose: 'ad',
  language: 'ko',
  subject: '{{ customer.traits.firstName }}님, 두 번째 주문에 쓰실 5,000원을 준비했습니다',
  html: `<!doctype html>
<html lang="ko"><body style="margin:0;background:#faf7f2;font-family:Pretendard,'Apple SD Gothic Neo','Noto Sans KR',sans-serif;color:#22201c">
<div style="max-width:560px;margin:0 auto;padding:40px 24px">
  <p style="font-size:13px;letter-spacing:.08em;color:#d9622b;margin:0 0 24px">{{ brand.name }}</p>
  <h1 style="font-size:24px;line-height:1.4;margin:0 0 16px">{{ customer.traits.name }}님, 첫 주문은 어떠셨나요?</h1>
  <p style="font-size:16px;line-height:1.7;margin:0 0 24px">다시 찾아 주시면 더 반갑겠습니다. 두 번째 주문에 쓰실 수 있는 <strong>5,000원 쿠폰</strong>을 넣어 두었습니다. 일주일 동안 쓰실 수 있습니다.</p>
  <p style="margin:0 0 32px"><a href="https://shop.example.com/coupon/second-order" style="display:inline-block;background:#d9622b;color:#fff;text-decoration:none;padding:14px 28px;border-radius:8px;font-weight:600">쿠폰 쓰러 가기</a></p>
</div></body></html>`,
} as const;

export const CAMPAIGN = {
  id: 'second-order',
  name: '한 번 산 손님에게 두 번째 주문 쿠폰',
  channel: 'email',
  templateId: TEMPLATE.id,
  audience: { include: [SEGMENT.id], exclude: [] },
  goal: { event: 'Order Completed', windowDays: 7 },
  control: 0.4,
  hypothesis: '5,000원 쿠폰이 첫 주문 손님의 재구매를 늘린다.',
} as const;
