import type { Route } from './route.ts';

export type Match =
  | { readonly kind: 'found'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong_method'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown' };

const PARAM = /^\{(\w+)\}$/;

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const bind = (pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined => {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    const name = PARAM.exec(part)?.[1];
    if (name === undefined) {
      if (part !== segment) return undefined;
    } else {
      if (segment === '') return undefined;
      params[name] = decode(segment);
    }
  }
  return params;
};

/** Finds the entry for a method and path. A fixed segment beats a `{name}` at the same place. */
export const createMatcher = (routes: readonly Route[]) => {
  const rank = (route: Route): string =>
    route.path
      .split('/')
      .map((part) => (PARAM.test(part) ? '1' : '0'))
      .join('');
  const table = routes
    .map((route) => ({ route, pattern: route.path.split('/'), rank: rank(route) }))
    .sort((left, right) => (left.rank < right.rank ? -1 : left.rank > right.rank ? 1 : 0));

  return (method: string, path: string): Match => {
    const segments = (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path).split('/');
    const allowed = new Set<string>();
    for (const { route, pattern } of table) {
      const params = bind(pattern, segments);
      if (!params) continue;
      if (route.method === method) return { kind: 'found', route, params };
      allowed.add(route.method);
    }
    return allowed.size > 0 ? { kind: 'wrong_method', allowed: [...allowed].sort() } : { kind: 'unknown' };
  };
};
