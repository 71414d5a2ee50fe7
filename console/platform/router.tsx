import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { addressOf, parseRoute, type Route } from './routes.ts';

interface Navigation {
  readonly route: Route;
  readonly go: (route: Route, options?: { readonly replace?: boolean }) => void;
}

const read = (): Route => parseRoute(location.pathname, location.search);

const NavigationContext = createContext<Navigation>({ route: { page: 'today' }, go: () => undefined });

export const useNavigation = (): Navigation => useContext(NavigationContext);

export const Router = ({ children }: { readonly children: ComponentChildren }) => {
  const [route, setRoute] = useState<Route>(read);
  useEffect(() => {
    const follow = () => setRoute(read());
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const navigation = useMemo<Navigation>(
    () => ({
      route,
      go: (next, options) => {
        const address = addressOf(next);
        if (options?.replace) history.replaceState(null, '', address);
        else history.pushState(null, '', address);
        setRoute(next);
        if (!options?.replace) scrollTo(0, 0);
      },
    }),
    [route],
  );
  return <NavigationContext.Provider value={navigation}>{children}</NavigationContext.Provider>;
};

interface LinkProps {
  readonly to: Route;
  readonly class?: string;
  readonly current?: boolean;
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A real link (new tab, copy address) that moves inside the page when plainly clicked. */
export const Link = ({ to, current, label, children, ...rest }: LinkProps) => {
  const { go } = useNavigation();
  const follow = (event: TargetedMouseEvent<HTMLAnchorElement>) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      class={rest.class}
      href={addressOf(to)}
      onClick={follow}
      aria-current={current ? 'page' : undefined}
      aria-label={label}
    >
      {children}
    </a>
  );
};
