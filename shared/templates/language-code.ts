import * as z from 'zod';

export const NO_CODE = 'must be a language code of ISO 639 such as ko, en or ja';
export const languageCodeSchema = z.string().regex(/^[a-z]{2,3}$/, NO_CODE);
