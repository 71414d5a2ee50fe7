import type { RoutePlan } from '../plan.ts';

export interface RouteMatch {
  readonly routeKey: string;
  readonly target: string;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Route extends RoutePlan {
  readonly method: string;
  readonly segments: readonly string[];
  readonly greedy: boolean;
}

function parseRoute(plan: RoutePlan): Route {
  const [method = '', path = ''] = plan.routeKey.split(' ');
  const segments = path.split('/').slice(1);
  return { ...plan, method, segments, greedy: /^\{.+\+\}$/.test(segments.at(-1) ?? '') };
}

const isVariable = (segment: string): boolean => segment.startsWith('{');

/** Literal segments count before variables, from the left. */
function comparePaths(left: Route, right: Route): number {
  if (left.greedy !== right.greedy) return left.greedy ? 1 : -1;
  const shared = Math.min(left.segments.length, right.segments.length);
  for (let index = 0; index < shared; index += 1) {
    const a = isVariable(left.segments[index] ?? '');
    const b = isVariable(right.segments[index] ?? '');
    if (a !== b) return a ? 1 : -1;
  }
  return right.segments.length - left.segments.length;
}

/** Whether one path can be asked for that both routes match. */
function overlap(left: Route, right: Route): boolean {
  const length = Math.max(left.segments.length, right.segments.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.segments[index];
    const b = right.segments[index];
    if (a?.endsWith('+}') || b?.endsWith('+}')) return true;
    if (a === undefined || b === undefined) return false;
    if (!isVariable(a) && !isVariable(b) && a !== b) return false;
  }
  return true;
}

/**
 * AWS documents that a full match comes before a greedy one and `$default` last, but not whether a named method with the wider path
 * or ANY with the narrower one wins. What works here by luck must not break when deployed, so such a pair is refused.
 */
function refuseAmbiguity(routes: readonly Route[]): void {
  for (const any of routes.filter((route) => route.method === 'ANY')) {
    const rival = routes.find(
      (route) =>
        route.method !== 'ANY' && route.greedy === any.greedy && overlap(route, any) && comparePaths(any, route) < 0,
    );
    if (rival === undefined) continue;
    throw new Error(
      `Routes '${any.routeKey}' and '${rival.routeKey}' match the same requests, and AWS does not document which one wins. Name the methods of '${any.routeKey}' instead of ANY.`,
    );
  }
}

function matchSegments(route: Route, segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  if (route.greedy ? segments.length < route.segments.length : segments.length !== route.segments.length)
    return undefined;
  for (const [index, wanted] of route.segments.entries()) {
    const given = segments[index] ?? '';
    if (wanted.endsWith('+}')) {
      const rest = segments.slice(index).join('/');
      if (rest === '') return undefined;
      parameters[wanted.slice(1, -2)] = rest;
      return parameters;
    }
    if (isVariable(wanted)) {
      if (given === '') return undefined;
      parameters[wanted.slice(1, -1)] = given;
    } else if (wanted !== given) return undefined;
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Selects routes as an HTTP API does.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @throws Error naming two routes whose order AWS does not document
 */
export function createRouter(plans: readonly RoutePlan[]): (method: string, path: string) => RouteMatch | undefined {
  const fallback = plans.find((plan) => plan.routeKey === '$default');
  const routes = plans.filter((plan) => plan !== fallback).map(parseRoute);
  refuseAmbiguity(routes);
  routes.sort((a, b) => comparePaths(a, b) || Number(a.method === 'ANY') - Number(b.method === 'ANY'));
  return (method, path) => {
    const segments = path.split('/').slice(1).map(decode);
    for (const route of routes) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      const parameters = matchSegments(route, segments);
      if (parameters !== undefined) return { routeKey: route.routeKey, target: route.target, parameters };
    }
    return fallback === undefined
      ? undefined
      : { routeKey: fallback.routeKey, target: fallback.target, parameters: {} };
  };
}
