/** Any value that came with an event, as text on one line; a component shows it as text and never as markup. */
export const valueText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '—';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
