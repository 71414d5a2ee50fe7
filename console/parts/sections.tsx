import { Link, useNavigation } from '../platform/router.tsx';
import { SECTIONS, sectionOf, sectionsOf } from '../platform/sections.ts';
import { useWords } from '../words/language.tsx';

/** The rooms of the place one stands in; a place of one room needs no signs. */
export const Sections = () => {
  const words = useWords();
  const { route } = useNavigation();
  const here = sectionOf(route);
  if (!here) return null;
  const { place } = SECTIONS[here];
  const rooms = sectionsOf(place);
  if (rooms.length < 2) return null;
  return (
    <nav class="sections" aria-label={words.places[place]}>
      {rooms.map((name) => (
        <Link key={name} to={SECTIONS[name].to} class="section" current={here === name}>
          {words.sections[name]}
        </Link>
      ))}
    </nav>
  );
};
