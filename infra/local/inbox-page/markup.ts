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

/** Text with its web addresses as links; nothing else in it is markup. */
export function linked(text: string): Markup {
  const parts = text.split(/(https?:\/\/[^\s<>"')\]]+)/);
  return raw(
    parts
      .map((part, index) =>
        index % 2 === 0
          ? escapeHtml(part)
          : `<a href="${escapeHtml(part)}" target="_blank" rel="noreferrer">${escapeHtml(part)}</a>`,
      )
      .join(''),
  );
}

function textOf(value: string | number | Markup | readonly Markup[]): string {
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}
