import type { ServerBuild } from '@remix-run/node';
import { matchRoutes } from '@remix-run/react';

type RouteNode = { id: string; path?: string; index?: boolean; children?: RouteNode[] };

/** `/programme/opening` -> `/programme/:slug`, from Remix's own route table; `unmatched` where no route answers. */
export function createRoutePattern(routes: ServerBuild['routes']): (path: string) => string {
  const childrenOf = (parentId: string | undefined): RouteNode[] =>
    Object.values(routes).flatMap((route): RouteNode[] => {
      if (!route || route.parentId !== parentId) return [];
      if (route.index) return [{ id: route.id, path: route.path, index: true }];
      return [{ id: route.id, path: route.path, children: childrenOf(route.id) }];
    });
  const tree = childrenOf(undefined) as Parameters<typeof matchRoutes>[0];

  return (path) => {
    if (path === '/api/health' || path === '/webhooks/paypal') return path;
    if (path.startsWith('/assets/')) return '/assets/*';
    if (path.startsWith('/organizer/api/')) return '/organizer/api/*';
    const matches = matchRoutes(tree, path.replace(/\.data$/, ''));
    const pattern = matches
      ?.map((match) => match.route.path ?? '')
      .filter(Boolean)
      .join('/');
    if (pattern === undefined || pattern === '*') return 'unmatched';
    return `/${pattern.replace(/^\//, '')}`;
  };
}
