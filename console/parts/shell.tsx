import type { ComponentChildren } from 'preact';
import { Link, useNavigation } from '../platform/router.tsx';
import { frontOf, PLACES, SECTIONS, sectionOf } from '../platform/sections.ts';
import { useSession } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';
import { Finder } from './finder.tsx';
import { Icon } from './icon.tsx';
import { Preferences } from './preferences.tsx';
import { Sections } from './sections.tsx';

/** The seal of the house: a round stamp with the first syllable. */
const Seal = () => (
  <span class="seal" aria-hidden="true">
    단골
  </span>
);

export const Shell = ({ children }: { readonly children: ComponentChildren }) => {
  const words = useWords();
  const { local, user, login, signOut } = useSession();
  const { route } = useNavigation();
  const section = sectionOf(route);
  const here = section && SECTIONS[section].place;
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {words.skip}
      </a>
      <header class="rail">
        <Link to={frontOf('today')} class="wordmark">
          <Seal />
          <span class="wordmark-name">{words.brand}</span>
          <span class="unseen">{words.places.today}</span>
        </Link>
        <Finder />
        <nav class="places" aria-label={words.places.label}>
          {PLACES.map((place) => (
            <Link key={place} to={frontOf(place)} class="place" current={here === place}>
              <Icon name={place} />
              <span>{words.places[place]}</span>
            </Link>
          ))}
        </nav>
        <div class="rail-foot">
          {local ? (
            <a class="rail-link" href="/inbox" title={words.shell.inboxHint}>
              {words.shell.inbox}
            </a>
          ) : null}
          {user === undefined && local ? (
            login && (
              <button type="button" class="rail-link wide-only" title={words.shell.otherUserHint} onClick={login}>
                {words.shell.otherUser}
              </button>
            )
          ) : (
            <button type="button" class="rail-link" onClick={signOut}>
              {user === undefined ? null : <span class="wide-only">{user} · </span>}
              {user === undefined ? words.shell.signOut : words.shell.logOut}
            </button>
          )}
          <Preferences />
        </div>
      </header>
      <div class="content">
        <Sections />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
};
