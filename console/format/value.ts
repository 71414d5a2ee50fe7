/** Any value that came with an event, as text on one line; a component shows it as text and never as markup. */
export const valueText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '—';
  if (typeof value !== 'object') return String(value);
  const plain = Array.isArray(value) && value.every((entry) => typeof entry !== 'object');
  return plain ? value.join(', ') : JSON.stringify(value);
};
