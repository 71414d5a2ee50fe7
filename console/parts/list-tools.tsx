import { Link } from '../platform/router.tsx';
import type { Route } from '../platform/routes.ts';

interface ListToolsProps {
  /** What the field looks for, read out and shown while it is empty. */
  readonly label: string;
  readonly search: string;
  readonly change: (search: string) => void;
  readonly create: Route;
  readonly createLabel: string;
}

/** Above a list: the field that narrows it down, and the way to a new one. */
export const ListTools = ({ label, search, change, create, createLabel }: ListToolsProps) => (
  <div class="list-tools">
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={search}
      onInput={(event) => change(event.currentTarget.value)}
    />
    <Link to={create} class="button primary">
      {createLabel}
    </Link>
  </div>
);
