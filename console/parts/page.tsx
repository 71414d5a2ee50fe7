import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Link, useNavigation } from '../platform/router.tsx';
import type { Route } from '../platform/routes.ts';
import { SECTIONS, sectionOf } from '../platform/sections.ts';
import { useWords } from '../words/language.tsx';
import { Icon } from './icon.tsx';

interface PageProps {
  readonly title: string;
  /** Beside the title, such as a state or buttons. */
  readonly aside?: ComponentChildren;
  readonly above?: ComponentChildren;
  readonly quiet?: boolean;
  readonly children: ComponentChildren;
}

/** The way from a thing to the room that lists it, or to the place given. */
export const Back = ({ to }: { readonly to?: Route }) => {
  const words = useWords();
  const here = sectionOf(useNavigation().route);
  if (!here) return null;
  return (
    <Link to={to ?? SECTIONS[here].to} class="back">
      <Icon name="back" />
      {words.sections[here]}
    </Link>
  );
};

let arrivals = 0;

/** A page names itself to the browser and to a screen reader; focus moves to its title when one walks to it. */
export const Page = ({ title, aside, above, quiet, children }: PageProps) => {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = words.title(title);
  }, [title, words]);
  useEffect(() => {
    arrivals += 1;
    // The first page of a visit leaves the focus where the browser put it.
    if (arrivals > 1) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      {above}
      <header class={quiet ? 'page-head quiet' : 'page-head'}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside ? <div class="page-aside">{aside}</div> : null}
      </header>
      {children}
    </>
  );
};

interface CardProps {
  readonly title?: string;
  readonly aside?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export const Card = ({ title, aside, children, ...rest }: CardProps) => (
  <section class={`card ${rest.class ?? ''}`}>
    {title ? (
      <header class="card-head">
        <h2>{title}</h2>
        {aside}
      </header>
    ) : null}
    {children}
  </section>
);

interface FactProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

export const Facts = ({ children }: { readonly children: ComponentChildren }) => <dl class="facts">{children}</dl>;

export const Fact = ({ name, children }: FactProps) => (
  <div class="fact">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
