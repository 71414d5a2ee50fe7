/** `block` refuses the launch; `warn` is said and left to the person. */
export interface Finding {
  readonly level: 'block' | 'warn';
  readonly code: string;
  /** In English, as every message of the API. */
  readonly message: string;
  /** The same for whoever reads the console. */
  readonly says: { readonly ko: string; readonly en: string };
}

const finding =
  (level: Finding['level']) =>
  (code: string, en: string, ko: string): Finding => ({ level, code, message: en, says: { ko, en } });

export const block = finding('block');
export const warn = finding('warn');
