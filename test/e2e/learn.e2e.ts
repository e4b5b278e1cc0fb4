import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

/** The store is made at the first accepted pattern. */
const FIRST_ANSWER_TIMEOUT_MS = 60_000;
const ORDERS = 'api/src/routes/orders.ts';
const CUSTOMERS = 'api/src/routes/customers.ts';
const GUARD = 'api/src/requireUser.ts';

/** A fix made by hand becomes a pattern that mends the other places and guards from then on. */
describe('a fix made by hand', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ theme: 'light', size: { width: 1440, height: 900 } });
  });
  afterAll(() => workbench?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed ${task.name}`);
    expect(workbench.refusalsOfPanel()).toEqual([]);
  });

  it('is learned, with the other places where it holds', async () => {
    await workbench.statusItem().waitFor();
    await workbench.openFile(ORDERS);
    await workbench.goToText(ORDERS, "response.status(404).json({ error: 'no such order' });");
    const { keyboard } = workbench.page;
    await keyboard.press('Shift+End');
    await keyboard.press('Delete');
    await keyboard.insertText("response.status(404).json({ ok: false, error: 'no such order' });");
    await workbench.save();
    await workbench.runCommand('Fixward: Learn from This Fix');
    const panel = await workbench.panel('side');
    const draft = panel.locator('fw-learned-draft');
    await draft.getByText('What speaks for it').waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    await draft.getByRole('checkbox', { name: /customers\.ts/u }).waitFor();
    expect(await draft.getByRole('checkbox', { name: /requireUser\.ts/u }).count()).toBe(2);
    await workbench.widenPanel(240);
    await workbench.settle();
    await workbench.inEachTheme('70-learned');
  });

  it('mends the places that are ticked, and keeps the pattern as a file', async () => {
    const panel = await workbench.panel('side');
    const draft = panel.locator('fw-learned-draft');
    for (const box of await draft.getByRole('checkbox', { name: /requireUser\.ts/u }).all()) {
      await box.uncheck();
    }
    await draft.getByRole('button', { name: /and Mend \d+ Places?$/u }).click();
    await panel.getByText('Nothing learned waits here').waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    // The editor saves refactorings of several files by itself, and leaves that of one open to be looked at.
    await workbench.openFile(CUSTOMERS);
    await workbench.save();
    await expect
      .poll(() => workbench.fileText(CUSTOMERS), { timeout: FIRST_ANSWER_TIMEOUT_MS })
      .toContain("json({ ok: false, error: 'wrong address or password' });");
    expect(workbench.fileText(GUARD)).not.toContain('ok: false');
    expect(workbench.patternFiles()).toHaveLength(1);
  });

  it('is offered where the same stands, and mends it', async () => {
    await workbench.openFile(GUARD);
    await workbench.goToText(GUARD, "error: 'sign in first'");
    await expect
      .poll(async () => (await (await workbench.openLightBulb()).allTextContents()).join('\n'), {
        timeout: FIRST_ANSWER_TIMEOUT_MS,
      })
      .toMatch(/ok: false/u);
    await workbench.screenshot('71-learned-light-bulb');
    await workbench.choose('ok: false');
    await workbench.save();
    expect(workbench.fileText(GUARD)).toContain("json({ ok: false, error: 'sign in first' });");
  });
});
