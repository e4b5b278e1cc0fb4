import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ThemeName, Workbench } from './workbench.ts';

const themeNames: readonly ThemeName[] = ['light', 'dark', 'contrast'];

/** The first proof starts the throw-away database; the sample has nine migrations. */
const PROOF_TIMEOUT_MS = 80_000;
/** The panel filters a moment after the last key. */
const FILTER_WAIT_MS = 1_000;

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

  it('migrations are proven from their view', async () => {
    await workbench.runCommand('View: Close All Editors');
    const heading = workbench.page.locator('.part.sidebar .pane-header', { hasText: 'Migrations' });
    if (!(await heading.isVisible())) await workbench.openContainer('Fixward');
    await heading.waitFor();
    const row = workbench.treeRows().filter({ hasText: '20260202090000_order_totals' });
    await row.waitFor();
    await workbench.runCommand('Fixward: Prove All Migrations');
    const side = workbench.page.locator('.part.sidebar');
    await side.getByText(/\d+ proven, \d+ not identical/).waitFor({ timeout: PROOF_TIMEOUT_MS });
    await row.filter({ hasText: 'Failed' }).waitFor();
    await workbench.settle();
    await workbench.screenshot('08-migrations');
  });

  it('locks stand beside the statements that take them', async () => {
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.openFile('worker/migrations/0002_label_status.up.sql');
    const editor = workbench.page.locator('.editor-instance');
    await editor.getByText(/Not identical: left behind/).waitFor();
    await editor
      .getByText(/blocks\sreads\sand\swrites/)
      .first()
      .waitFor();
    await workbench.settle();
    await workbench.screenshot('09-locks');
  });

  it('the certificate tells what was proven', async () => {
    await workbench.runCommand('Fixward: Show Certificate');
    const page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await page.getByRole('heading', { level: 1, name: /Not identical/ }).waitFor();
    await workbench.settle();
    await workbench.screenshot('10-certificate');
  });

  it('the final schema’s findings stand in the migration that caused them', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Fixward: Check Final Schema');
    await workbench.openFile('supabase/migrations/20251102080000_invoices.sql');
    const rows = await workbench.openProblems();
    const filter = workbench.page.locator('.part.panel input[placeholder^="Filter"]');
    const found = rows.filter({ hasText: 'fk-missing-index' }).first();
    // A panel that showed nothing for a filter goes on to show nothing when problems come in: filter anew.
    for (const deadline = Date.now() + PROOF_TIMEOUT_MS; !(await found.isVisible()); ) {
      if (Date.now() > deadline) throw new Error('the final schema shows no finding');
      await filter.fill('');
      await filter.fill('fk-missing-index');
      await workbench.page.waitForTimeout(FILTER_WAIT_MS);
    }
    await workbench.goToText('supabase/migrations/20251102080000_invoices.sql', 'order_id');
    await workbench.settle();
    await workbench.screenshot('11-final-schema');
    await workbench.runCommand('View: Hide Panel');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
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
    await workbench.screenshot('12-walkthrough');
  });
});
