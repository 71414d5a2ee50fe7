import { it } from 'vitest';
import { HOSTILE_TEXTS, sweepConsole } from '../browser/hostile-sweep.ts';
import { describeInBrowser } from '../browser/house.ts';

describeInBrowser('hostile texts in every field of the console', (house) => {
  it.each(HOSTILE_TEXTS.map((_, turn) => turn).slice(1))('%i fields on', (turn) => sweepConsole(house(), turn));
});
