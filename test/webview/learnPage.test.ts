import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenOptions, type PanelPage, Playground } from './playground.ts';

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

async function open(options: OpenOptions = {}): Promise<PanelPage> {
  panel = await playground.open({ width: 1280, ...options });
  await panel.place('Learned');
  return panel;
}

describe('a learned pattern', () => {
  it('says what it changes, why, and where else, and leaves what is doubted unticked', async () => {
    const { page } = await open();
    await page.getByRole('heading', { level: 1, name: 'Give fetch a timeout' }).waitFor();
    await page.getByText('fetch($URL, { signal: AbortSignal.timeout(10_000) })').first().waitFor();
    await page.getByText('It makes the change you made, byte for byte.').waitFor();
    await page.getByText('stands in 3 other places; 2 can be mended alike.').waitFor();
    const boxes = page.getByRole('checkbox', { name: /^Mend / });
    expect(await boxes.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked))).toEqual([
      true,
      true,
      false,
    ]);
    await page.getByText('The commit changed this file and left this place alone.').waitFor();
  });

  it('tells what speaks against it apart from what speaks for it', async () => {
    const { page } = await open();
    await page.getByRole('option', { name: /assertEquals/ }).click();
    const remarks = page.locator('h2', { hasText: 'What else to know' }).locator('+ ul > li');
    expect(await remarks.allInnerTexts()).toEqual([
      expect.stringContaining('it may be too wide'),
      expect.stringContaining('was always made after it'),
    ]);
    expect(await page.locator('.evidence .good').count()).toBe(1);
    expect(await remarks.locator('.doubtful').count()).toBe(1);
    expect(await page.locator('h1 code').allInnerTexts()).toEqual(['assertEquals', 'assertEqual']);
  });

  it('is accepted with the places that are ticked and the words that were changed', async () => {
    const { page } = await open();
    await page.getByRole('checkbox', { name: 'Mend src/überweisung/laden.ts:41' }).uncheck();
    await page.getByText('Its words').click();
    await page.getByLabel('Title').fill('Time requests out');
    await page.getByRole('heading', { level: 1, name: 'Time requests out' }).waitFor();
    await page.getByRole('button', { name: 'Guard Against It and Mend 1 Place' }).click();
    await expect
      .poll(() => panel.requests())
      .toContainEqual({
        kind: 'acceptLearned',
        draftId: 'l1',
        apply: [0],
        edits: { title: 'Time requests out' },
      });
    await page
      .getByRole('status')
      .filter({ hasText: 'kept in .fixward/patterns/a.yaml' })
      .waitFor({ state: 'attached' });
    await page.getByRole('heading', { level: 1, name: /assertEquals/ }).waitFor();
  });

  it('stays, with the reason, when it cannot be kept', async () => {
    const { page } = await open();
    await page.getByText('Its words').click();
    await page.getByLabel('Key').fill('taken');
    await page.getByRole('button', { name: 'Guard Only' }).click();
    await page.getByRole('alert').filter({ hasText: '"taken" is there already' }).waitFor();
    expect(await page.getByLabel('Key').inputValue()).toBe('taken');
  });

  it('is narrowed by its conditions', async () => {
    const { page } = await open();
    const inside = page.getByRole('checkbox', { name: /not inside a call of withTimeout/ });
    expect(await inside.isChecked()).toBe(true);
    await inside.uncheck();
    await expect
      .poll(() => panel.requests())
      .toContainEqual({ kind: 'setLearnCondition', draftId: 'l1', conditionId: 'c1', on: false });
    await expect.poll(() => inside.isChecked()).toBe(false);
  });

  it('is rejected, and its places are opened', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'src/customers/load.ts:12' }).click();
    await expect
      .poll(() => panel.requests())
      .toContainEqual({
        kind: 'openSite',
        uri: 'file:///work/shop/src/customers/load.ts',
        line: 11,
        character: 2,
      });
    await page.getByRole('button', { name: 'Reject' }).click();
    await expect.poll(() => page.getByRole('option').count()).toBe(2);
  });

  it('is chosen by keyboard in the list', async () => {
    const { page } = await open();
    await page.getByRole('option').first().focus();
    await page.keyboard.press('End');
    await page.getByRole('heading', { level: 1, name: 'Create indexes concurrently' }).waitFor();
    expect(await panel.focused()).toContain('Create indexes concurrently');
    await page.getByText('The same problem stands nowhere else.').waitFor();
    await page.getByRole('button', { name: 'Guard Against It', exact: true }).waitFor();
  });
});

describe('the place for learned patterns', () => {
  it('asks for the first thing to learn when nothing waits, and can be stopped', async () => {
    const { page } = await open({ script: 'scene=empty' });
    await page.getByRole('heading', { name: 'Nothing learned waits here' }).waitFor();
    await page.getByRole('button', { name: 'Learn from the History' }).click();
    await page.getByText('Read 120 of 500 commits').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => panel.requests()).toContainEqual({ kind: 'stopLearning' });
  });

  it('names the edits that nothing safe was learned from', async () => {
    const { page } = await open();
    await page.getByText('Nothing safe was learned from 1 edit').click();
    await page.getByText('src/a.ts:4: the edit shares no text').waitFor();
  });

  it.each([320, 700, 1600])('fits a page %i pixels wide', async (width) => {
    const { page } = await open({ width });
    await page.getByRole('heading', { level: 1, name: 'Give fetch a timeout' }).waitFor();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBeLessThanOrEqual(0);
  });
});
