import { Place } from './pages/place.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { Guard } from './parts/guard.tsx';
import { Shell } from './parts/shell.tsx';
import { ShopProvider } from './parts/shop.tsx';
import { Router } from './platform/router.tsx';
import { SessionProvider, useSession } from './platform/session.tsx';
import { LanguageProvider } from './words/language.tsx';

const House = () => {
  const { api } = useSession();
  if (!api) return <SignIn />;
  return (
    <ShopProvider>
      <Shell>
        <Place />
      </Shell>
    </ShopProvider>
  );
};

export const App = () => (
  <LanguageProvider>
    <Guard>
      <SessionProvider>
        <Router>
          <House />
        </Router>
      </SessionProvider>
    </Guard>
  </LanguageProvider>
);
