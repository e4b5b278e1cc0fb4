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

async function open(script: string): Promise<PanelPage> {
  panel = await playground.open({ script });
  await panel.place('Audit');
  await panel.page.getByRole('grid', { name: 'Files' }).waitFor();
  return panel;
}

const row = (index: number): string => `[role=row][data-index="${index}"]`;

describe('the table of 10,000 files', () => {
  it('draws only what is in sight, and says how long it is', async () => {
    const { page } = await open('rows=10000');
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
    expect(await page.locator('.line').count()).toBeLessThan(80);
  });

  it('is walked from end to end by keyboard, the focus never lost', async () => {
    const { page } = await open('rows=10000');
    await page.locator(row(0)).focus();
    await page.keyboard.press('End');
    await expect
      .poll(() => page.locator(row(9999)).evaluate((element) => element.matches(':focus')))
      .toBe(true);
    expect(await page.locator(row(9999)).isVisible()).toBe(true);
    await page.keyboard.press('Home');
    await expect.poll(() => page.locator(row(0)).evaluate((element) => element.matches(':focus'))).toBe(true);
  });

  it('sorts by its headings and says by which', async () => {
    const { page } = await open('rows=10000');
    await page.getByRole('button', { name: 'File' }).click();
    expect(await page.getByRole('columnheader', { name: 'File' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await expect.poll(() => page.locator(row(0)).textContent()).toContain('file00000.ts');
    await page.getByRole('button', { name: 'Debt' }).click();
    await expect.poll(() => page.locator(row(0)).textContent()).toContain('100');
  });

  it('filters by words of path, owner and note', async () => {
    const { page } = await open('rows=10000');
    await page.getByRole('searchbox', { name: 'Filter files' }).fill('JÜRGEN payment');
    await page.getByText(/of 10000 files/u).waitFor();
    const text = await page.locator(row(0)).textContent();
    expect(text).toContain('jürgen');
  });

  it('filters by status', async () => {
    const { page } = await open('rows=10000');
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Failed');
    await page.getByText('2500 of 10000 files').waitFor();
  });
});

describe('one file of the audit', () => {
  it('opens below the table with its history, and takes status, owner and notes', async () => {
    const { page } = await open('rows=20');
    await page.locator(row(0)).click();
    await page.getByText('fix applied').waitFor();
    await page.getByLabel('Owner').fill('mina');
    await page.getByLabel('Owner').press('Tab');
    await expect
      .poll(() => panel.requests())
      .toContainEqual(expect.objectContaining({ kind: 'changeAudit', owner: 'mina' }));
  });

  it('takes its status from a digit while the row has the focus', async () => {
    const { page } = await open('rows=20');
    await page.locator(row(2)).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('3');
    await expect
      .poll(() => panel.requests())
      .toContainEqual(expect.objectContaining({ kind: 'changeAudit', status: 'Complete' }));
  });
});
