import type { PropertyKind } from './property.ts';

/**
 * Events with a meaning, and of each the properties that are read. Whatever else is sent is kept and has no meaning here.
 * Names of the Segment e-commerce spec v2 (segment.com/docs/connections/spec/ecommerce/v2) and of its mobile spec
 * (…/spec/mobile); `Back In Stock Requested` and `Session Heartbeat` are our own, because no spec has them.
 */
export interface SpecEvent {
  /** What the event is about. */
  readonly topic:
    | 'order'
    | 'refund'
    | 'checkout'
    | 'cart'
    | 'view'
    | 'list'
    | 'search'
    | 'promotion'
    | 'coupon'
    | 'wishlist'
    | 'sharing'
    | 'review'
    | 'stock'
    | 'account'
    | 'app';
  readonly properties: Readonly<Record<string, PropertyKind>>;
  /** Without one of these the event is kept but cannot be counted as what it is. */
  readonly needs?: readonly string[];
}

/** What a product is, on an event about one product and on each line of `products`. */
export const PRODUCT = {
  product_id: 'text',
  sku: 'text',
  category: 'text',
  name: 'text',
  brand: 'text',
  variant: 'text',
  price: 'money',
  quantity: 'number',
  coupon: 'text',
} as const satisfies Readonly<Record<string, PropertyKind>>;

const MONEY = { currency: 'currency', value: 'money' } as const;

const ORDER = {
  order_id: 'text',
  total: 'money',
  revenue: 'money',
  subtotal: 'money',
  shipping: 'money',
  tax: 'money',
  discount: 'money',
  coupon: 'text',
  currency: 'currency',
  products: 'products',
  part: 'count',
  parts: 'count',
} as const;

const ONE_PRODUCT = { ...PRODUCT, ...MONEY } as const;
const CART = { cart_id: 'text', products: 'products', ...MONEY } as const;
const STEP = { checkout_id: 'text', step: 'number', shipping_method: 'text', payment_method: 'text' } as const;
const LIST = { list_id: 'text', category: 'text', products: 'products' } as const;
const PROMOTION = { promotion_id: 'text', creative: 'text', name: 'text', position: 'text' } as const;
const COUPON = {
  order_id: 'text',
  cart_id: 'text',
  coupon_id: 'text',
  coupon_name: 'text',
  discount: 'money',
  reason: 'text',
} as const;
const WISHLIST = { wishlist_id: 'text', wishlist_name: 'text', ...ONE_PRODUCT } as const;
const APP = { version: 'text', build: 'text' } as const;
/** Beside `context.device`, where SDKs put the token. */
const DEVICE = { token: 'text', type: 'text', notifications: 'text' } as const;

const ofProduct = (topic: SpecEvent['topic']): SpecEvent => ({
  topic,
  properties: ONE_PRODUCT,
  needs: ['product_id', 'sku'],
});

export const SPEC_EVENTS: Readonly<Record<string, SpecEvent>> = {
  'Order Completed': { topic: 'order', properties: ORDER, needs: ['order_id'] },
  'Order Updated': { topic: 'order', properties: ORDER, needs: ['order_id'] },
  'Order Refunded': { topic: 'refund', properties: ORDER, needs: ['order_id'] },
  'Order Cancelled': { topic: 'refund', properties: ORDER, needs: ['order_id'] },
  'Order Canceled': { topic: 'refund', properties: ORDER, needs: ['order_id'] },

  'Checkout Started': { topic: 'checkout', properties: { ...ORDER, value: 'money' } },
  'Checkout Step Viewed': { topic: 'checkout', properties: STEP },
  'Checkout Step Completed': { topic: 'checkout', properties: STEP },
  'Payment Info Entered': { topic: 'checkout', properties: { ...STEP, order_id: 'text' } },

  'Product Added': ofProduct('cart'),
  'Product Removed': ofProduct('cart'),
  'Cart Viewed': { topic: 'cart', properties: CART },

  'Product Viewed': ofProduct('view'),
  'Product Clicked': ofProduct('view'),
  'Product List Viewed': { topic: 'list', properties: LIST },
  'Product List Filtered': { topic: 'list', properties: LIST },
  'Products Searched': { topic: 'search', properties: { query: 'text' }, needs: ['query'] },

  'Promotion Viewed': { topic: 'promotion', properties: PROMOTION },
  'Promotion Clicked': { topic: 'promotion', properties: PROMOTION },

  'Coupon Entered': { topic: 'coupon', properties: COUPON, needs: ['coupon_id', 'coupon_name'] },
  'Coupon Applied': { topic: 'coupon', properties: COUPON, needs: ['coupon_id', 'coupon_name'] },
  'Coupon Denied': { topic: 'coupon', properties: COUPON, needs: ['coupon_id', 'coupon_name'] },
  'Coupon Removed': { topic: 'coupon', properties: COUPON, needs: ['coupon_id', 'coupon_name'] },

  'Product Added to Wishlist': { topic: 'wishlist', properties: WISHLIST, needs: ['product_id', 'sku'] },
  'Product Removed from Wishlist': { topic: 'wishlist', properties: WISHLIST, needs: ['product_id', 'sku'] },
  'Wishlist Product Added to Cart': { topic: 'wishlist', properties: WISHLIST, needs: ['product_id', 'sku'] },

  'Product Shared': { topic: 'sharing', properties: { ...ONE_PRODUCT, share_via: 'text' } },
  'Cart Shared': { topic: 'sharing', properties: { ...CART, share_via: 'text' } },

  'Product Reviewed': {
    topic: 'review',
    properties: { ...PRODUCT, review_id: 'text', review_body: 'text', rating: 'number' },
    needs: ['product_id', 'sku'],
  },

  'Back In Stock Requested': ofProduct('stock'),

  'Signed Up': { topic: 'account', properties: { method: 'text' } },
  'Signed In': { topic: 'account', properties: { method: 'text' } },
  'Signed Out': { topic: 'account', properties: {} },

  'Application Installed': { topic: 'app', properties: APP },
  'Application Opened': { topic: 'app', properties: { ...APP, from_background: 'flag', url: 'text' } },
  'Application Backgrounded': { topic: 'app', properties: APP },
  'Application Foregrounded': { topic: 'app', properties: APP },
  'Application Updated': { topic: 'app', properties: { ...APP, previous_version: 'text', previous_build: 'text' } },
  'Application Crashed': { topic: 'app', properties: APP },
  'Application Uninstalled': { topic: 'app', properties: APP },
  'Device Registered': { topic: 'app', properties: DEVICE },
  'Device Unregistered': { topic: 'app', properties: { token: 'text', reason: 'text' } },
  'Push Notification Tapped': { topic: 'app', properties: { dangol: 'text', link: 'text' } },
  'Session Heartbeat': { topic: 'app', properties: {} },
};

export const specEvent = (name: string): SpecEvent | undefined =>
  Object.hasOwn(SPEC_EVENTS, name) ? SPEC_EVENTS[name] : undefined;
