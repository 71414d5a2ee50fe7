import { remember, remembered } from './storage.ts';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'dangol.theme';
const storage = () => localStorage;

export const chosenTheme = (): Theme => {
  const theme = remembered(storage, KEY);
  return theme === 'light' || theme === 'dark' ? theme : 'auto';
};

/** Light and dark differ by `color-scheme` alone; every colour in the styles names both. */
export const applyTheme = (theme: Theme): void => {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
};

export const chooseTheme = (theme: Theme): void => {
  remember(storage, KEY, theme === 'auto' ? undefined : theme);
  applyTheme(theme);
};
