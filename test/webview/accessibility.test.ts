import axe from 'axe-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PanelPage, Playground } from './playground.ts';

let playground: Playground;
let panel: PanelPage;

beforeAll(async () => {
  playground = await Playground.start();
}, 120_000);
afterAll(() => playground?.stop());
afterEach(() => panel.close());

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly (string | readonly string[])[] }[];
}

/** What keeps people from reading or using the page as it is now; colours of code are the editor's own. */
async function barriers(): Promise<readonly string[]> {
  await panel.page.evaluate(`(() => { const module = undefined; ${axe.source}; window.axe = axe; })()`);
  const violations: readonly Violation[] = await panel.page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.flat().join(' ')}`))
    .filter((line) => !(line.startsWith('color-contrast') && line.includes('fw-code-block')));
}

/** What shows that a place has its content. */
const CONTENT = {
  Patterns: '[role=option]',
  Review: '[role=option]',
  Learned: '[role=option]',
  Audit: '[role=row]',
  Confidence: 'figure',
  Week: 'h1',
  Consult: '[role=option]',
} as const;

describe('every place', () => {
  it.each(['dark', 'light', 'high-contrast', 'high-contrast-light'])(
    'can be read and used in the theme %s',
    async (theme) => {
      panel = await playground.open({ script: `theme=${theme}`, width: 400, height: 900 });
      for (const [place, content] of Object.entries(CONTENT)) {
        await panel.place(place);
        await panel.page.locator(content).first().waitFor();
        expect(await barriers(), place).toEqual([]);
      }
    },
    120_000,
  );

  it.each(['dark', 'light', 'high-contrast', 'high-contrast-light'])(
    'that is read in depth, too, in the theme %s',
    async (theme) => {
      panel = await playground.open({ script: `theme=${theme}`, width: 1000, height: 900 });
      const { page } = panel;
      await panel.openPattern('Turn on row level security before the table is exposed');
      expect(await barriers(), 'a pattern').toEqual([]);
      await panel.place('Consult');
      await page.getByRole('option', { name: /Contractor portfolio/u }).click();
      await page.getByRole('region', { name: 'Conversation' }).waitFor();
      expect(await barriers(), 'a conversation').toEqual([]);
      await panel.place('Confidence');
      await page
        .getByRole('button', { name: /stated 80–90 %/u })
        .first()
        .press('Enter');
      await page.getByRole('listbox', { name: 'stated 80–90 %' }).getByRole('option').first().click();
      await page.getByRole('group', { name: 'Why this number' }).waitFor();
      expect(await barriers(), 'why a number').toEqual([]);
    },
    120_000,
  );
});
