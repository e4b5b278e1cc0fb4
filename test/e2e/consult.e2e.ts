import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { callTool, pause, say, serverError } from '../support/scripted/steps.ts';
import { inTurn, type ScriptedModel, scriptedModel } from '../support/scriptedModel.ts';
import { installedPostgres, temporaryPostgres } from '../support/temporaryPostgres.ts';
import { PORTFOLIO_QUESTION, portfolioScript } from './portfolioScript.ts';
import { Workbench } from './workbench.ts';

/** The store is made at the first question, and the throw-away database boots at the first proof. */
const FIRST_ANSWER_TIMEOUT_MS = 60_000;
const MODEL_KEY = 'sk-scripted-0123456789';
const HOLIDAYS = 'create table public.holidays (\n  day date primary key,\n  name text not null\n);\n';
const HOLIDAYS_QUESTION = 'Put a list of holidays on the shop database.';
const postgresFolder = installedPostgres();

/** Consultations from the first look without a model to an applied migration, in one editor. */
describe('consultations', () => {
  let workbench: Workbench;
  let model: ScriptedModel;
  const postgres = postgresFolder === undefined ? undefined : temporaryPostgres(postgresFolder);

  beforeAll(async () => {
    // Named as the models that are chosen where nothing is configured.
    model = await scriptedModel(portfolioScript, {
      keys: [MODEL_KEY],
      models: { o3: {}, 'gpt-4.1-mini': {} },
    });
    workbench = await Workbench.open({ theme: 'light', size: { width: 1440, height: 900 } });
  });
  afterAll(async () => {
    await workbench?.close();
    await model?.close();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed ${task.name}`);
    expect(workbench.refusalsOfPanel()).toEqual([]);
  });

  it('say what works without a model', async () => {
    await workbench.statusItem().waitFor();
    await run('Fixward: Start Consultation');
    const panel = await workbench.panel('side');
    await panel
      .getByRole('heading', { name: 'No model is set up' })
      .waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    await workbench.inEachTheme('40-consult-no-model');
  });

  it('fail with one line and a way on while there is no model', async () => {
    const panel = await workbench.panel('side');
    await ask(panel, 'Which tables hold what customers owe?');
    const failed = panel.getByRole('group', { name: 'Failed' });
    await failed.getByText(/No model is configured/u).waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    await failed.getByRole('button', { name: 'Use the Tools' }).waitFor();
    await workbench.screenshot('41-consult-no-model-asked');
  });

  it('draw the schema of the migrations without a model', async () => {
    await workbench.runCommand('Fixward: Open Panel in Editor');
    // What is pressed while a page is being made is lost in it.
    await workbench.panel('editor');
    await run('View: Hide Secondary Side Bar');
    await run('View: Toggle Primary Side Bar Visibility');
    await run('Fixward: Show Schema Map');
    const panel = await workbench.panel('editor');
    await panel.getByText('A model would tell what the tables are for').waitFor();
    const map = panel.locator('fw-schema-map');
    await map.getByText('invoices', { exact: true }).first().waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    await workbench.settle();
    await workbench.inEachTheme('42-consult-schema-map');
  });

  it('take an endpoint and its key by keyboard', async () => {
    await workbench.runCommand('Fixward: Add Model Key');
    await pick('Another endpoint…');
    await type('Add an endpoint', 'Its base address', model.baseUrl);
    const host = new URL(model.baseUrl).host;
    await type(`Add a key for ${host}`, 'secret storage', MODEL_KEY);
    await type(`Add a key for ${host}`, 'What to call it', 'work');
    const panel = await workbench.panel('editor');
    await run('Fixward: Start Consultation');
    await panel.getByRole('heading', { name: 'Ask about your database' }).waitFor();
    await workbench.settle();
    await workbench.inEachTheme('43-consult-start');
  });

  it('plan, give specialists work, and stream what they say', async () => {
    const panel = await workbench.panel('editor');
    await ask(panel, PORTFOLIO_QUESTION);
    await panel.getByText('Schema analyst').first().waitFor();
    await panel
      .getByText(/is the root of everything/u)
      .first()
      .waitFor();
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    expect(await panel.getByText(/its staff reach it through/u).count()).toBe(0);
    const plan = panel.getByRole('complementary', { name: 'Plan and files' });
    await plan.getByText('Projects with a state that is approved').waitFor();
    await workbench.screenshot('44-consult-at-work');
  });

  it('show a migration with its proof', async () => {
    const panel = await workbench.panel('editor');
    const card = panel.locator('fw-proposal-card');
    await card.getByText('Proven', { exact: true }).first().waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    const answer = panel.getByRole('article', { name: 'Answer' });
    await answer.getByText('carries its own state').waitFor();
    await panel.getByRole('complementary', { name: 'Plan and files' }).getByText('4/4').waitFor();
    // Scored a moment after it was told; before, it shows what the model said of itself.
    await answer.getByRole('button', { name: /^Confidence uncalibrated; its own word: 80\s?%/u }).waitFor();
    await workbench.settle();
    await workbench.inEachTheme('45-consult-answer');
    await card.scrollIntoViewIfNeeded();
    await workbench.inEachTheme('46-consult-proposal');
  });

  it('say why a number is what it is, and take a review of it', async () => {
    const panel = await workbench.panel('editor');
    const answer = panel.getByRole('article', { name: 'Answer' });
    await answer.getByRole('button', { name: /^Confidence uncalibrated/u }).click();
    const why = answer.getByRole('group', { name: 'Why this number' });
    await why.getByText('Did it turn out well?').waitFor();
    await workbench.settle();
    await workbench.inEachTheme('60-why-confidence');
    await why.getByRole('textbox', { name: 'Note' }).fill('Its policy fits.');
    await why.getByRole('button', { name: 'It Did', exact: true }).click();
    await why.getByText('Its policy fits.').waitFor();
    await answer.getByRole('button', { name: /^Confidence uncalibrated/u }).click();
  });

  it('are drawn with what became of them, down to the answers behind a point', async () => {
    await run('Fixward: Show Confidence');
    const panel = await workbench.panel('editor');
    await panel.getByText(/too few to calibrate; uncalibrated/u).waitFor();
    const trend = panel.getByRole('group', { name: 'Confidence over time' });
    await trend.getByRole('button').first().waitFor();
    await workbench.settle();
    await workbench.inEachTheme('61-confidence');
    await trend.getByRole('button').first().press('Enter');
    const behind = panel.getByRole('complementary', { name: 'Answers' });
    await behind.getByRole('option').first().click();
    await behind.getByText('Did it turn out well?').waitFor();
    await workbench.inEachTheme('62-confidence-behind');
    await behind.getByRole('button', { name: 'Open Consultation' }).click();
    await panel.getByRole('article', { name: 'Answer' }).waitFor();
  });

  it('stand in the tree with their plans', async () => {
    await workbench.openContainer('Fixward');
    for (const view of ['Findings', 'Migrations']) await workbench.fold(view);
    const pane = await workbench.unfold('Consultations');
    const row = pane.locator('.monaco-list-row', { hasText: 'Add a portfolio' });
    await row.filter({ hasText: '4 of 4' }).waitFor();
    await row.locator('.monaco-tl-twistie').click();
    await pane.locator('.monaco-list-row', { hasText: 'Map customers' }).waitFor();
    await workbench.settle();
    await workbench.inEachTheme('47-consult-plans');
    await run('View: Toggle Primary Side Bar Visibility');
  });

  it('open their files, and compare versions', async () => {
    const panel = await workbench.panel('editor');
    const files = panel.getByRole('complementary', { name: 'Plan and files' });
    await files.getByRole('treeitem', { name: /guide\.md/u }).click();
    await files.getByRole('button', { name: 'Compare with Version 1' }).click();
    await workbench.page.locator('.tab.active', { hasText: 'guide.md: version 1 and 2' }).waitFor();
    await workbench.page.locator('.diffOverview').first().waitFor();
    await workbench.screenshot('48-consult-diff');
    await workbench.closeEditor();
    // A page that is shown again has nothing selected.
    const again = (await workbench.panel('editor')).getByRole('complementary', { name: 'Plan and files' });
    await again.getByRole('treeitem', { name: /guide\.md/u }).click();
    await again.getByRole('button', { name: 'Open', exact: true }).click();
    await workbench.page.locator('.tab.active', { hasText: 'guide.md' }).waitFor();
    await workbench.page.locator('.view-line', { hasText: /staff.of.two.customers/u }).waitFor();
    await workbench.closeEditor();
  });

  it('save a proposal into the workspace', async () => {
    const panel = await workbench.panel('editor');
    await panel.getByRole('button', { name: 'Save Both Files to the Workspace' }).click();
    await pick('Workspace folder');
    await workbench.page.locator('.tab.active', { hasText: '.sql' }).waitFor();
    await workbench.closeEditor();
    const folder = join(workbench.folder, 'migrations');
    expect(existsSync(join(folder, '001_add_portfolio_of_projects.up.sql'))).toBe(true);
    expect(existsSync(join(folder, '001_add_portfolio_of_projects.down.sql'))).toBe(true);
  });

  it('go on with a follow-up, streamed as it is said', async () => {
    model.play(() => [say('The office approves: '), pause(2_000), say('one update of its state.')]);
    const panel = await workbench.panel('editor');
    await ask(panel, 'Who approves?');
    const live = panel.locator('fw-live-text', { hasText: 'The office approves:' });
    await live.first().waitFor();
    const last = panel.getByRole('article', { name: 'Answer' }).last();
    await last.getByText('one update of its state.').waitFor();
    expect(model.requests.at(-1)?.messages.some(({ text }) => text === PORTFOLIO_QUESTION)).toBe(true);
  });

  it('stop when told to', async () => {
    model.play(() => [say('A long story: '), pause(60_000), say('the end.')]);
    const panel = await workbench.panel('editor');
    await ask(panel, 'Tell me all of it.');
    await panel.getByText('A long story:').first().waitFor();
    await panel.getByRole('button', { name: 'Stop' }).click();
    await panel
      .getByText(/^Stopped/u)
      .last()
      .waitFor();
    await panel.getByRole('button', { name: 'Ask', exact: true }).waitFor();
    await expect.poll(() => model.abandoned).toBeGreaterThan(0);
  });

  it('ask before anything is written to a database, and write nothing that was rejected', async () => {
    await workbench.runCommand('Fixward: Add Database Connection');
    await type(
      'Add a database connection',
      'Connection string',
      postgres?.address() ?? 'postgresql://owner@127.0.0.1:9/shop',
    );
    await type('Add a database connection', 'What to call it', 'shop');
    await pick('local');
    await pick('Read, and run approved migrations');
    const holidays = { sql: HOLIDAYS, connection: 'shop' };
    model.play(
      inTurn(
        [
          callTool('propose_migration', {
            title: 'List holidays',
            up: HOLIDAYS,
            down: 'drop table public.holidays;',
          }),
        ],
        [callTool('apply_migration', holidays)],
        [say('Nothing was changed, as you wished.')],
      ),
    );
    const panel = await newQuestion();
    await panel.getByRole('combobox', { name: 'Database' }).selectOption('shop');
    await ask(panel, HOLIDAYS_QUESTION);
    await panel
      .getByRole('button', { name: 'Approve and Apply to shop' })
      .waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    await workbench.settle();
    await workbench.inEachTheme('49-consult-approval');
    await panel.getByRole('button', { name: 'Reject' }).click();
    await panel.getByLabel('What should be different? (optional)').fill('Not before Monday');
    await panel.getByRole('button', { name: 'Reject, Do Nothing' }).click();
    await panel.getByText('Nothing was changed, as you wished.').first().waitFor();
    expect(model.requests.at(-1)?.messages.at(-1)?.text).toContain('Not before Monday');
  });

  it.skipIf(postgres === undefined)('apply what was approved, as it was approved', async () => {
    model.play(
      inTurn([callTool('apply_migration', { sql: HOLIDAYS, connection: 'shop' })], [say('It is there.')]),
    );
    const panel = await workbench.panel('editor');
    await ask(panel, 'It is Monday: apply it now.');
    await panel.getByRole('button', { name: 'Approve and Apply to shop' }).click();
    await panel.getByText('It is there.').first().waitFor();
    expect(model.requests.at(-1)?.messages.at(-1)?.text).toMatch(
      /1\. done CREATE \d+ ms: create table public\.holidays/u,
    );
  });

  it('say in one line that the endpoint fails', async () => {
    model.play(() => [serverError()]);
    const panel = await newQuestion();
    await ask(panel, 'Which tables are the largest?');
    const failed = panel.getByRole('group', { name: 'Failed' });
    await failed.waitFor({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    const line = (await failed.locator('p').first().textContent())?.trim() ?? '';
    expect(line).toContain(new URL(model.baseUrl).host);
    expect(line.split('\n')).toHaveLength(1);
    await workbench.settle();
    await workbench.inEachTheme('50-consult-failed');
  });

  it('keep what was typed when the window is loaded anew', async () => {
    const before = await workbench.panel('editor');
    await before.getByRole('option', { name: /Add a portfolio/u }).click();
    await before.getByText('The office approves:').first().waitFor();
    await composer(before).fill('And who may see rejected ones?');
    // The page hands its state to the editor a moment after the last key.
    await workbench.page.waitForTimeout(1_000);
    await workbench.page.reload();
    const panel = await workbench.panel('editor');
    // Which page was shown last the editor remembers when it likes; what was typed it must not lose.
    await panel.getByRole('option', { name: /Add a portfolio/u }).click({ timeout: FIRST_ANSWER_TIMEOUT_MS });
    await expect.poll(() => composer(panel).inputValue()).toBe('And who may see rejected ones?');
    await panel.getByText('The office approves:').first().waitFor();
    await composer(panel).fill('');
  });

  it('are listed in the side bar, and one is read there', async () => {
    await run('View: Close All Editors');
    await run('Fixward: Open Panel');
    const panel = await workbench.panel('side');
    const tab = panel.getByRole('tab', { name: 'Consult' });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    const back = panel.getByRole('button', { name: 'All Consultations' });
    if (await back.isVisible()) await back.click();
    const option = panel.getByRole('option', { name: /Add a portfolio/u });
    await option.waitFor();
    await workbench.settle();
    await workbench.inEachTheme('51-consult-list-narrow');
    await option.click();
    await panel.locator('fw-conversation').getByText('The office approves:').first().waitFor();
    await workbench.settle();
    await workbench.inEachTheme('52-consult-narrow');
  });

  /** For a command that shows nothing to choose from. */
  /** A new question in the tab that is open; a command that is typed while the window is busy may get lost. */
  async function newQuestion(): Promise<Frame> {
    const panel = await workbench.panel('editor');
    const heading = panel.getByRole('heading', { name: 'New question' });
    for (let attempt = 1; !(await heading.isVisible()); attempt += 1) {
      await run('Fixward: Start Consultation');
      await heading.waitFor({ timeout: 10_000 }).catch((error: unknown) => {
        if (attempt === 3) throw error;
      });
    }
    return panel;
  }

  async function run(title: string): Promise<void> {
    await workbench.runCommand(title);
    await workbench.quickInput().waitFor({ state: 'hidden' });
  }

  /** By keyboard: down to the entry with these words, and Enter. */
  async function pick(words: string): Promise<void> {
    const rows = workbench.quickInput().locator('.monaco-list-row');
    await rows.filter({ hasText: words }).first().waitFor();
    const chosen = workbench.quickInput().locator('.monaco-list-row.focused', { hasText: words });
    for (let left = await rows.count(); left > 0 && !(await chosen.isVisible()); left -= 1) {
      // A page behind it may take the focus back a moment after the list before was closed.
      await workbench.quickInput().locator('input').first().focus();
      await workbench.page.keyboard.press('ArrowDown');
    }
    await chosen.waitFor();
    await workbench.page.keyboard.press('Enter');
  }

  /** Writes into the box with this title, and accepts it. */
  async function type(title: string, about: string, text: string): Promise<void> {
    await workbench.quickInput().getByText(title, { exact: true }).waitFor();
    await workbench.quickInput().getByText(about).waitFor();
    await workbench.quickInput().locator('input').first().fill(text);
    await workbench.page.keyboard.press('Enter');
  }
});

function composer(panel: Frame) {
  return panel.locator('fw-composer textarea');
}

async function ask(panel: Frame, question: string): Promise<void> {
  await composer(panel).fill(question);
  // Nothing is asked while the last question is at work.
  await panel.getByRole('button', { name: 'Ask', exact: true }).waitFor();
  await composer(panel).press('Enter');
}
