import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

const orders = 'api/src/routes/orders.ts';
const shipping = 'worker/worker/shipping.py';
const orderTables = 'supabase/migrations/20251011080000_orders.sql';
const deliveries = 'supabase/migrations/20260115090000_deliveries.sql';

describe('a developer at work', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open();
  });
  afterAll(() => workbench?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed ${task.name}`);
  });

  it('opens a file and sees its findings, in the panel and in the status bar', async () => {
    await workbench.openFile(orders);
    const rows = await workbench.openProblems();
    await rows.filter({ hasText: 'sql-from-strings' }).waitFor();
    await rows.filter({ hasText: 'route-without-auth' }).waitFor();
    await workbench.squiggles().first().waitFor();
    await expect.poll(() => workbench.statusItem().textContent()).toMatch(/^\s*[1-9]\d*\/[1-9]\d*\s*$/);
  });

  it('mends a finding with the light bulb and takes it back in one step', async () => {
    const before = workbench.fileText(shipping);
    await workbench.openFile(shipping);
    const rows = await workbench.openProblems();
    await rows.filter({ hasText: 'network-call-without-timeout' }).waitFor();
    await workbench.openFile(shipping);
    await workbench.goToText(shipping, 'requests.post');
    const [first] = await (await workbench.openLightBulb()).allTextContents();
    expect(first).toContain('10 seconds');
    await workbench.choose(String(first));
    await workbench.page.locator('.view-line', { hasText: 'timeout=10' }).first().waitFor();
    await rows.filter({ hasText: 'network-call-without-timeout' }).waitFor({ state: 'detached' });
    await workbench.save();
    expect(workbench.fileText(shipping)).not.toBe(before);
    expect(workbench.fileText(shipping)).toContain('timeout=10');
    await workbench.page.keyboard.press('ControlOrMeta+Z');
    await rows.filter({ hasText: 'network-call-without-timeout' }).waitFor();
    await workbench.save();
    expect(workbench.fileText(shipping)).toBe(before);
  });

  it('reads in the hover why it matters and what to do', async () => {
    await workbench.openFile(shipping);
    await workbench.goToText(shipping, 'hashlib.md5');
    const hover = await workbench.openHover();
    await expect.poll(() => hover.textContent()).toContain('Do:');
    expect(await hover.textContent()).toContain('weak-hash');
    await workbench.page.keyboard.press('Escape');
  });

  it('sees a mistake appear and vanish while typing', async () => {
    await workbench.openFile('worker/worker/models.py');
    const rows = await workbench.openProblems();
    await workbench.openFile('worker/worker/models.py');
    await workbench.page.keyboard.press('ControlOrMeta+End');
    await workbench.page.keyboard.type('total = eval(text)');
    await rows.filter({ hasText: 'no-eval' }).filter({ hasText: 'eval' }).first().waitFor();
    for (let step = 0; step < 'total = eval(text)'.length; step += 1)
      await workbench.page.keyboard.press('Backspace');
    await rows.filter({ hasText: 'no-eval' }).first().waitFor({ state: 'detached' });
    await workbench.runCommand('File: Revert File');
  });

  it('suppresses a finding, but only with a reason', async () => {
    await workbench.openFile(shipping);
    await workbench.goToText(shipping, 'hashlib.md5');
    await workbench.openLightBulb();
    await workbench.choose('Suppress weak-hash here');
    const input = workbench.quickInput().locator('input').first();
    await input.waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput().getByText('needs a reason').waitFor();
    await input.fill('the archive compares files, nothing secret');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.view-line', { hasText: 'fixward-ignore' }).first().waitFor();
    await workbench.save();
    expect(workbench.fileText(shipping)).toMatch(
      /\n {4}# fixward-ignore-next-line weak-hash: the archive compares files, nothing secret\n {4}return hashlib\.md5/,
    );
  });

  it('scans the workspace and walks from the tree to a finding', async () => {
    await workbench.openContainer('Fixward');
    await workbench.runCommand('Fixward: Scan Workspace');
    const sideBar = workbench.page.locator('.part.sidebar');
    await sideBar.getByText(/\d+ files checked: \d+ findings/).waitFor();
    const sentence = String(await sideBar.getByText(/\d+ files checked: \d+ findings/).textContent());
    const counted = Number(/: (\d+) findings/.exec(sentence)?.[1]);
    expect(counted).toBe(workbench.checkFromCommandLine());
    await workbench.runCommand('Fixward: Group Findings by Layer');
    await workbench.treeRows().filter({ hasText: 'Routes & API' }).waitFor();
    await workbench.runCommand('Fixward: Group Findings by File');
    const file = workbench.treeRows().filter({ hasText: 'paymentGateway.ts' });
    await file.click();
    const finding = workbench.treeRows().filter({ hasText: 'Running text as code' });
    await finding.waitFor();
    await finding.click();
    await workbench.page.locator('.tab.active', { hasText: 'paymentGateway.ts' }).waitFor();
  });

  it('sees findings in a migration and mends them all at once', async () => {
    await workbench.openFile(deliveries);
    const rows = await workbench.openProblems();
    await rows.filter({ hasText: 'require-concurrent-index-creation' }).waitFor();
    await workbench.openFile(deliveries);
    const before = workbench.fileText(deliveries);
    await workbench.runCommand('Fixward: Fix All in File');
    await workbench.page.locator('.tab.active.dirty').waitFor();
    await workbench.save();
    expect(workbench.fileText(deliveries)).not.toBe(before);
    await workbench.page.keyboard.press('ControlOrMeta+Z');
    await workbench.save();
    expect(workbench.fileText(deliveries)).toBe(before);
  });

  it('previews the fixes of one rule in the whole workspace before anything is written', async () => {
    const before = workbench.fileText(orderTables);
    await workbench.runCommand('Fixward: Fix All of a Rule in Workspace');
    const input = workbench.quickInput().locator('input').first();
    await input.waitFor();
    await input.fill('prefer-jsonb');
    await workbench.quickInput().locator('.monaco-list-row.focused').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByRole('button', { name: 'Review Changes' }).click();
    await workbench.page.locator('.bulk-edit-panel').waitFor();
    await workbench.page
      .locator('.bulk-edit-panel .monaco-list-row', { hasText: '20251011080000_orders.sql' })
      .waitFor();
    await workbench.page.getByRole('button', { name: 'Discard' }).click();
    await workbench.page.locator('.bulk-edit-panel').waitFor({ state: 'hidden' });
    expect(workbench.fileText(orderTables)).toBe(before);
  });

  it('reads a rule’s page without a network', async () => {
    await workbench.runCommand('Fixward: Open Rule Documentation');
    const input = workbench.quickInput().locator('input').first();
    await input.waitFor();
    await input.fill('mutable-default-argument');
    await workbench
      .quickInput()
      .locator('.monaco-list-row.focused', { hasText: 'mutable-default-argument' })
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    const page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('body').textContent()).toContain('basket');
  });

  it('is shown around by the walkthrough', async () => {
    await workbench.runCommand('Fixward: Open Walkthrough');
    await workbench.page.getByText('Get Started with Fixward').first().waitFor();
    const steps = workbench.page.locator('.gettingStartedContainer .step-title');
    await expect.poll(() => steps.count()).toBe(7);
  });
});
