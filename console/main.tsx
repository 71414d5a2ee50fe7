import './platform/zod-without-eval.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme, chosenTheme } from './platform/theme.ts';

applyTheme(chosenTheme());
const root = document.getElementById('app');
if (root) render(<App />, root);
