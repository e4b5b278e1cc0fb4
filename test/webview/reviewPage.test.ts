import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PanelPage, Playground } from './playground.ts';

const TIMEOUT = 'Give every outgoing request a timeout';

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

async function open(script = ''): Promise<PanelPage> {
  panel = await playground.open({ script, width: 380 });
  await panel.place('Review');
  await panel.page.getByRole('listbox', { name: 'Waiting for review' }).waitFor();
  return panel;
}

function waiting() {
  return panel.page.getByRole('listbox', { name: 'Waiting for review' }).getByRole('option');
}

describe('the review queue', () => {
  it('is worked through with single keys: move, approve, and the next one is there', async () => {
    const { page } = await open('patterns=20');
    const before = await waiting().count();
    await waiting().first().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await panel.focused()).toContain(TIMEOUT);
    await page.keyboard.press('a');
    await expect.poll(() => waiting().count()).toBe(before - 1);
    await expect.poll(() => panel.focused()).not.toContain(TIMEOUT);
    expect(await panel.focused()).not.toBe('');
    expect(await panel.requests()).toContainEqual({ kind: 'review', ids: ['p2'], decision: 'approve' });
  });

  it('announces each decision politely, with counts', async () => {
    const { page } = await open();
    await waiting().first().focus();
    await page.keyboard.press('r');
    await page
      .locator('[aria-live=polite]')
      .filter({ hasText: `Rejected: ${TIMEOUT}` })
      .waitFor({ state: 'attached' });
    await page.getByRole('status').filter({ hasText: '1 waiting, 1 decided just now' }).waitFor();
  });

  it('takes a decision back', async () => {
    const { page } = await open();
    await waiting().first().focus();
    await page.keyboard.press('a');
    await expect.poll(() => waiting().count()).toBe(1);
    await page.keyboard.press('u');
    await expect.poll(() => waiting().count()).toBe(2);
    expect(await panel.requests()).toContainEqual({
      kind: 'undoReview',
      id: 'p2',
      status: 'suggested',
      reviewed: false,
    });
  });

  it('edits in place, and letters typed into fields decide nothing', async () => {
    const { page } = await open();
    await waiting().first().focus();
    await page.keyboard.press('e');
    await page.getByLabel('Title').focus();
    await page.keyboard.type('arju');
    expect((await panel.requests()).filter(({ kind }) => kind === 'review')).toEqual([]);
    expect(await page.getByLabel('Title').inputValue()).toContain('arju');
  });

  it('lets a member read and edit, and decide nothing', async () => {
    const { page } = await open('role=member');
    await waiting().first().focus();
    await page.keyboard.press('a');
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(await panel.requests()).toEqual([]);
  });
});
