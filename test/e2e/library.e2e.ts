import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ThemeName, Workbench } from './workbench.ts';

const themeNames: readonly ThemeName[] = ['light', 'dark', 'contrast'];

/** The store is made, and the shipped patterns are brought into it, at the first question. */
const FIRST_ANSWER_TIMEOUT_MS = 60_000;
const SETTINGS = 'api/src/config/settings.ts';
const SHIPPING = 'worker/worker/shipping.py';

/** Each state of the library that a user meets, kept as a picture in each theme. */
describe.each(themeNames)('the library in the %s theme', (theme) => {
  let workbench: Workbench;
  /** Refusals up to here were wanted. */
  let provoked = 0;

  beforeAll(async () => {
    workbench = await Workbench.open({ theme });
  });
  afterAll(() => workbench?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed ${task.name}`);
    // Nothing that the panel or a page draws may need what its content policy refuses.
    expect(workbench.refusals.slice(provoked).filter((refusal) => !ofTheEditor(refusal))).toEqual([]);
  });

  it('is a tree, in groups', async () => {
    await workbench.openContainer('Fixward');
    await workbench.widenSideBar(120);
    for (const view of ['Findings', 'Migrations']) await fold(view);
    const pane = await workbench.unfold('Pattern Library');
    const group = pane.locator('.monaco-list-row', { hasText: 'Security' }).first();
    await group.waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    await group.click();
    await pane.locator('.monaco-list-row[aria-level="2"]').first().waitFor();
    await workbench.settle();
    await workbench.screenshot('20-library-tree');
  });

  it('is searched in words, and says why each match was found', async () => {
    await workbench.runCommand('Fixward: Search Patterns');
    const input = workbench.quickInput().getByPlaceholder('Describe the problem');
    await input.waitFor();
    await input.fill('request waits for ever');
    const row = workbench
      .quickInput()
      .locator('.monaco-list-row', { hasText: /timeout/iu })
      .first();
    await row.filter({ hasText: /words #\d/u }).waitFor();
    await workbench.screenshot('21-search-patterns');
    await row.click();
    await workbench.quickInput().waitFor({ state: 'hidden' });
  });

  it('shows a pattern’s page in the side bar', async () => {
    await run('View: Toggle Primary Side Bar Visibility');
    const panel = await workbench.panel('side');
    await panel.getByRole('heading', { level: 1, name: /timeout/iu }).waitFor();
    await panel.getByText('Track record').first().waitFor();
    await workbench.settle();
    await workbench.screenshot('22-panel-pattern-narrow');
    await panel.getByRole('button', { name: 'Back to the list' }).click();
    await panel.getByRole('listbox').getByRole('option').first().waitFor();
    await workbench.settle();
    await workbench.screenshot('23-panel-list-narrow');
  });

  it('shows list and page side by side in an editor tab', async () => {
    await workbench.runCommand('Fixward: Open Panel in Editor');
    const panel = await workbench.panel('editor');
    await run('View: Hide Secondary Side Bar');
    await panel.getByRole('searchbox').fill('row level security');
    await panel.getByText(/matches$/u).waitFor();
    const patterns = panel.getByRole('listbox', { name: 'Patterns' });
    await patterns
      .getByRole('option', { name: /row level security/iu })
      .first()
      .click();
    await panel.getByRole('heading', { level: 1, name: /row level security/iu }).waitFor();
    await workbench.settle();
    await workbench.screenshot('24-panel-wide');
  });

  it('takes a pattern that somebody writes', async () => {
    await workbench.runCommand('Fixward: Write New Pattern');
    const panel = await workbench.panel('editor');
    await panel.getByLabel('Title').fill('Retry webhooks with a growing pause');
    await panel
      .getByLabel('Problem', { exact: true })
      .fill('A receiver that is down for a minute loses every event that was sent in it.');
    await panel
      .getByLabel('Steps of the fix')
      .fill('Store the event before sending it.\nSend again after 1, 2, 4 … seconds.');
    await workbench.settle();
    await workbench.screenshot('25-panel-form');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByRole('heading', { level: 1, name: 'Retry webhooks' }).waitFor();
  });

  it('has what waits for a decision in a queue', async () => {
    await workbench.runCommand('Fixward: Review Patterns');
    const panel = await workbench.panel('editor');
    const queue = panel.getByRole('listbox', { name: 'Waiting for review' });
    await queue.getByRole('option', { name: /Retry webhooks/u }).waitFor();
    await panel.getByRole('button', { name: 'Approve' }).waitFor();
    await workbench.settle();
    await workbench.screenshot('26-panel-review');
  });

  it('audits files from a scan', async () => {
    await workbench.runCommand('Fixward: Start File Audit from Scan');
    const panel = await workbench.panel('editor');
    const row = panel.getByRole('row', { name: 'shipping.py' });
    await row.waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    await run('Notifications: Clear All Notifications');
    await row.click();
    await panel.getByLabel('Owner').waitFor();
    await workbench.settle();
    await workbench.screenshot('27-panel-audit');
    await fold('Findings');
    await fold('Pattern Library');
    const pane = await workbench.unfold('File Audit');
    await pane.locator('.monaco-list-row', { hasText: 'shipping.py' }).waitFor();
    await workbench.settle();
    await workbench.screenshot('28-audit-tree');
  });

  it('looks back on the week', async () => {
    await run('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('Fixward: Open Weekly Review');
    const panel = await workbench.panel('editor');
    await panel.getByRole('heading', { name: 'Weekly review' }).waitFor();
    await panel.getByText('Knowledge gaps').waitFor();
    await workbench.settle();
    await workbench.screenshot('29-panel-week');
  });

  it('comes back after the window is loaded anew, in a place it was left in', async () => {
    await workbench.page.reload();
    const panel = await workbench.panel('editor');
    // When the editor last wrote down a page's state is its own affair; the first place would be Patterns.
    await expect
      .poll(() => panel.locator('[role=tab][aria-selected=true]').textContent())
      .toMatch(/Review|Audit|Week/u);
  });

  it('is drawn under a policy whose refusals would be seen here', async () => {
    const panel = await workbench.panel('editor');
    const before = workbench.refusals.length;
    await panel.evaluate("document.body.setAttribute('style', 'color: red')");
    await expect
      .poll(() => workbench.refusals.slice(before).filter((refusal) => !ofTheEditor(refusal)).length)
      .toBe(1);
    provoked = workbench.refusals.length;
  });

  it('stands in the light bulb, with its record once a fix was applied', async () => {
    await workbench.openFile(SETTINGS, { line: 8, column: 20 });
    await workbench.squiggles().first().waitFor();
    await expect
      .poll(() => lightBulbTitles(), { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/^Show fix pattern: /u));
    await workbench.openLightBulb();
    await workbench.screenshot('30-light-bulb-patterns');
    await workbench.page.keyboard.press('Escape');
    await workbench.openFile(SHIPPING);
    await workbench.goToText(SHIPPING, 'requests.post');
    await workbench.openLightBulb();
    await workbench.choose('10 seconds');
    await workbench.save();
    // The record counts a fix when its finding is gone and the file has come to rest.
    await workbench.page.waitForTimeout(3_000);
    await workbench.page.keyboard.press('ControlOrMeta+Z');
    await workbench.goToText(SHIPPING, 'requests.post');
    await expect
      .poll(() => lightBulbTitles(), { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/10 seconds.* · worked once/u));
    await workbench.openLightBulb();
    await workbench.screenshot('31-light-bulb-record');
    await workbench.page.keyboard.press('Escape');
  });

  /** For a command that shows nothing to choose from. */
  async function run(title: string): Promise<void> {
    await workbench.runCommand(title);
    await workbench.quickInput().waitFor({ state: 'hidden' });
  }

  async function fold(view: string): Promise<void> {
    const header = workbench.page.locator('.part.sidebar .pane-header', { hasText: view });
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }

  async function lightBulbTitles(): Promise<readonly string[]> {
    const titles = await (await workbench.openLightBulb()).allTextContents();
    await workbench.page.keyboard.press('Escape');
    return titles;
  }
});

/** Of the editor's own pages, which no extension draws; a page in a webview is framed by one of these. */
function ofTheEditor(refusal: string): boolean {
  return /\/out\/vs\//u.test(refusal) && !/webview\/browser\/pre\//u.test(refusal);
}
