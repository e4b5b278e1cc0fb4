import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PanelPage, Playground } from './playground.ts';

let playground: Playground;
let panel: PanelPage;

beforeAll(async () => {
  playground = await Playground.start();
}, 120_000);
afterAll(() => playground?.stop());
afterEach(async () => {
  expect(panel.complaints).toEqual([]);
  await panel.close();
});

/** Scores of answers that were told to have been in sight, in order. */
async function seen(): Promise<readonly string[]> {
  const requests = await panel.requests();
  return requests.flatMap((action) => (action.kind === 'seeConfidence' ? action.scoreIds : []));
}

describe('a scored answer', () => {
  it('is told to be seen once it was in sight, and once only; a withheld one when it is shown', async () => {
    panel = await playground.open({ width: 1280, height: 320 });
    const { page } = panel;
    await panel.place('Consult');
    await page.getByRole('option', { name: 'Two answers, one of them withheld' }).click();
    const first = page.getByRole('button', { name: /^Confidence 81 %/u });
    await first.waitFor({ state: 'attached' });
    await page
      .getByRole('group', { name: 'Withheld: an answer' })
      .getByRole('button', { name: 'Show Anyway' })
      .click();
    const second = page.getByRole('button', { name: /^Confidence uncalibrated; its own word: 70 %/u });
    await second.scrollIntoViewIfNeeded();
    await expect.poll(seen, { timeout: 10_000 }).toContain('s4');
    // Its end is far above: nobody can have read it to there.
    expect(await seen()).not.toContain('s2');
    await first.scrollIntoViewIfNeeded();
    await expect.poll(seen, { timeout: 10_000 }).toContain('s2');
    await second.scrollIntoViewIfNeeded();
    await first.scrollIntoViewIfNeeded();
    await panel.place('Patterns');
    await panel.place('Consult');
    await first.waitFor();
    expect((await seen()).toSorted()).toEqual(['s2', 's4']);
  });
});
