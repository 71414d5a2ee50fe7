import type { ComponentChildren } from 'preact';

interface WideTableProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Room for a table that is wider than the page: it is pushed sideways, by keys too. */
export const WideTable = ({ label, children }: WideTableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
  <section class="wide-table" tabIndex={0} aria-label={label}>
    {children}
  </section>
);
