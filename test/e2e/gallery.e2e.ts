import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ThemeName, Workbench } from './workbench.ts';

const themeNames: readonly ThemeName[] = ['light', 'dark', 'contrast'];

/** Each state that a user meets, kept as a picture in each theme; a state that does not come up is a failure. */
describe.each(themeNames)('in the %s theme', (theme) => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ theme });
  });
  afterAll(() => workbench?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed ${task.name}`);
  });

  it('findings stand in the code, the panel and the status bar', async () => {
    await workbench.openFile('api/src/routes/orders.ts');
    const rows = await workbench.openProblems();
    await rows.filter({ hasText: 'sql-from-strings' }).waitFor();
    await workbench.openFile('api/src/routes/orders.ts', { line: 1 });
    await expect.poll(() => workbench.statusItem().textContent()).toMatch(/\d+\/\d+/);
    await workbench.settle();
    await workbench.screenshot('01-findings');
  });

  it('the light bulb offers a fix', async () => {
    await workbench.runCommand('View: Hide Panel');
    await workbench.openFile('worker/worker/shipping.py');
    await workbench.squiggles().first().waitFor();
    await workbench.goToText('worker/worker/shipping.py', 'requests.post');
    await (await workbench.openLightBulb()).filter({ hasText: '10 seconds' }).waitFor();
    await workbench.settle();
    await workbench.screenshot('02-light-bulb');
    await workbench.page.keyboard.press('Escape');
  });

  it('the hover explains', async () => {
    await workbench.goToText('worker/worker/shipping.py', 'hashlib.md5');
    const hover = await workbench.openHover();
    await expect.poll(() => hover.textContent()).toContain('Do:');
    await workbench.screenshot('03-hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('a migration is judged as it is written', async () => {
    await workbench.openFile('supabase/migrations/20260115090000_deliveries.sql');
    const rows = await workbench.openProblems();
    await rows.filter({ hasText: 'require-concurrent-index-creation' }).waitFor();
    await workbench.openFile('supabase/migrations/20260115090000_deliveries.sql', { line: 1 });
    await workbench.settle();
    await workbench.screenshot('04-migration');
  });

  it('the view lists what a scan found', async () => {
    await workbench.runCommand('View: Hide Panel');
    await workbench.openContainer('Fixward');
    await workbench.runCommand('Fixward: Scan Workspace');
    await workbench.page
      .locator('.part.sidebar')
      .getByText(/files checked/)
      .waitFor();
    await workbench.widenSideBar(140);
    const rule = workbench.treeRows().filter({ hasText: 'no-eval' }).first();
    await rule.click();
    await workbench.treeRows().filter({ hasText: 'suppliers.py' }).first().click();
    await workbench.page.locator('.tab.active', { hasText: 'suppliers.py' }).waitFor();
    await workbench.squiggles().first().waitFor();
    await workbench.settle();
    await workbench.screenshot('05-view');
  });

  it('the rule’s page opens beside the code', async () => {
    await workbench.runCommand('Fixward: Open Rule Documentation');
    await workbench.quickInput().locator('input').first().fill('no-eval');
    await workbench.quickInput().locator('.monaco-list-row.focused', { hasText: 'no-eval' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    const page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await workbench.settle();
    await workbench.screenshot('06-rule-page');
  });

  it('the walkthrough shows the first steps', async () => {
    await workbench.runCommand('View: Close All Editors');
    // Its pictures stand beside the steps only where there is room.
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('Fixward: Open Walkthrough');
    await workbench.page.getByText('Get Started with Fixward').first().waitFor();
    const picture = workbench.page
      .frameLocator('iframe.webview.ready')
      .frameLocator('#active-frame')
      .locator('svg');
    await picture.waitFor();
    await workbench.settle();
    await workbench.screenshot('07-walkthrough');
  });
});
