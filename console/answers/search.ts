/** Which question to ask for what somebody typed: a whole address, a whole number, or a part of a name or id. */
export const searchQuery = (typed: string): { email?: string; phone?: string; query?: string } => {
  const text = typed.trim();
  if (text === '') return {};
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return { email: text };
  // A plain run of digits may be an id as well; separators or a leading 0 or + make it a number.
  const digits = text.replaceAll(/\D/g, '');
  if (/^[+0][\d\s().-]*$/.test(text) && digits.length >= 9 && digits.length <= 15) return { phone: text };
  return { query: text };
};
