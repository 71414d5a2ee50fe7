/** Markup that is already safe; anything else put into `html` is escaped. */
export type Markup = { markup: string };

export function raw(markup: string): Markup {
  return { markup };
}

export function html(
  texts: TemplateStringsArray,
  ...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
  return { markup: texts.reduce((done, text, index) => done + textOf(values[index - 1] ?? '') + text) };
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

function textOf(value: string | number | Markup | readonly Markup[]): string {
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}
