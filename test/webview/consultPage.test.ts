import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenOptions, type PanelPage, Playground } from './playground.ts';

const PORTFOLIO = 'Contractor portfolio with an approval workflow';
const SLOW = 'Slow list of open orders';

let playground: Playground;
let panel: PanelPage;

beforeAll(async () => {
  playground = await Playground.start();
}, 120_000);
afterAll(() => playground?.stop());
afterEach(async () => {
  // Whatever the content policy stopped, and whatever threw, is wrong wherever it happens.
  expect(panel.complaints).toEqual([]);
  await panel.close();
});

async function open(options: OpenOptions = {}): Promise<PanelPage> {
  panel = await playground.open({ width: 1280, ...options });
  await panel.place('Consult');
  return panel;
}

async function openConsultation(title: string, options: OpenOptions = {}): Promise<PanelPage> {
  await open(options);
  await panel.page.getByRole('option', { name: title }).click();
  await panel.page.getByRole('region', { name: 'Conversation' }).waitFor();
  return panel;
}

/** A piece of text as the editor passes it on. */
function say(id: string, delta: string, more = ''): Promise<unknown> {
  return panel.page.evaluate(
    `window.scriptedHost.say({ kind: 'delta', consultationId: '${id}', delta: { agent: 'consultant', channel: 'text', delta: ${JSON.stringify(delta)}${more} } })`,
  );
}

function scrolled(): Promise<{ readonly top: number; readonly toEnd: number }> {
  return panel.page.getByRole('region', { name: 'Conversation' }).evaluate((element) => ({
    top: element.scrollTop,
    toEnd: element.scrollHeight - element.scrollTop - element.clientHeight,
  }));
}

describe('the list of consultations', () => {
  it('is searched and walked by keyboard, and says what waits', async () => {
    const { page } = await open();
    await expect.poll(() => page.getByRole('tab', { name: 'Consult' }).textContent()).toMatch(/3\s*waiting/u);
    await page.getByRole('searchbox', { name: 'Search consultations' }).fill('überprüfung');
    const entries = page.getByRole('listbox', { name: 'Consultations' }).getByRole('option');
    await expect.poll(() => entries.count()).toBe(1);
    await page.getByRole('searchbox').fill('');
    await expect.poll(() => entries.count()).toBe(7);
    await page.getByRole('searchbox').press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await panel.focused()).toContain(SLOW);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: SLOW }).waitFor();
  });

  it('is one column with the conversation where it is narrow, and leads back', async () => {
    const { page } = await openConsultation(SLOW, { width: 320 });
    expect(await page.getByRole('searchbox').count()).toBe(0);
    await page.getByRole('button', { name: 'All Consultations' }).click();
    await page.getByRole('searchbox', { name: 'Search consultations' }).waitFor();
  });
});

describe('a conversation', () => {
  it('shows the work of a specialist as one line that opens to its tools, inputs and results', async () => {
    const { page } = await openConsultation(PORTFOLIO);
    const line = page.locator('summary').filter({ hasText: 'Schema analyst' });
    expect(await line.textContent()).toMatch(/2 tools\s+4\.2 s/u);
    await line.click();
    const tool = page.locator('summary').filter({ hasText: 'Run a read-only query' });
    expect(await tool.textContent()).toContain('untrusted');
    await tool.click();
    await page.getByText('select status, count(*) from contractors group by 1').waitFor();
    const grid = page.getByRole('grid', { name: 'Run a read-only query' });
    expect(await grid.getByRole('gridcell').allTextContents()).toContain('1204');
  });

  it('draws Markdown, and leaves HTML, pictures and links to nothing but text and questions', async () => {
    const { page } = await openConsultation(PORTFOLIO);
    const answer = page.getByRole('article', { name: 'Answer' });
    await answer.getByText('<img src=x onerror="document.title=\'run\'"> stays text').waitFor();
    expect(await page.title()).toBe('Fixward panel');
    expect(await answer.locator('img, a[href], script').count()).toBe(0);
    await answer.getByText('[picture: a picture]').waitFor();
    await answer.getByRole('link', { name: 'row level security' }).click();
    await answer.getByRole('link', { name: 'the API' }).press('Enter');
    await expect.poll(async () => (await panel.requests()).length).toBe(2);
    const asked = await panel.requests();
    expect(asked).toContainEqual({
      kind: 'openLink',
      url: 'https://www.postgresql.org/docs/current/ddl-rowsecurity.html',
    });
    expect(asked).toContainEqual({ kind: 'openFile', path: 'api/src/portfolio.ts' });
  });

  it('offers for SQL to copy, insert, open, prove and save it', async () => {
    const { page } = await openConsultation(PORTFOLIO);
    const block = page.getByRole('article', { name: 'Answer' }).locator('fw-code-block').first();
    // Colours come when they are loaded.
    await expect.poll(() => block.locator('.c-keyword').count()).toBeGreaterThan(3);
    for (const name of ['Copy', 'Insert at Cursor', 'Open in Editor', 'Prove', 'Save to Workspace'])
      await block.getByRole('button', { name, exact: true }).click();
    const kinds = async () => (await panel.requests()).map(({ kind }) => kind);
    await expect.poll(kinds).toEqual(['copyText', 'insertText', 'openSql', 'proveSql', 'saveSql']);
  });

  it('begins at its end, follows what is said there, and stands still for who reads above', async () => {
    const { page } = await openConsultation(SLOW, { height: 420 });
    await say('c2', '\n\nA line of the answer.'.repeat(40));
    await expect.poll(async () => (await scrolled()).toEnd).toBeLessThan(2);
    await page.getByRole('region', { name: 'Conversation' }).hover();
    await page.mouse.wheel(0, -300);
    await page.getByRole('button', { name: 'To the end' }).waitFor();
    const { top } = await scrolled();
    await say('c2', '\n\nAnother line.'.repeat(40));
    await expect.poll(async () => (await scrolled()).toEnd).toBeGreaterThan(800);
    expect((await scrolled()).top).toBe(top);
    await page.getByRole('button', { name: 'To the end' }).click();
    await expect.poll(async () => (await scrolled()).toEnd).toBeLessThan(2);
  });

  it('draws only the last block anew while text comes in', async () => {
    const { page } = await openConsultation(SLOW);
    const live = page.locator('fw-conversation fw-live-text fw-markdown').last();
    await say('c2', ' and sorts them.\n\nSecond block');
    // One raw paragraph stands there until the parser is read.
    await live.locator('p:not(.raw)', { hasText: 'Second block' }).waitFor();
    await live
      .locator('p')
      .first()
      .evaluate((element) => element.setAttribute('data-same', 'yes'));
    await say('c2', ' goes on.\n\n```sql\nselect 1');
    await live.locator('fw-code-block').waitFor();
    expect(await live.locator('p[data-same]').textContent()).toBe(
      'The plan reads all of orders and sorts them.',
    );
    expect(await live.locator('p').nth(1).textContent()).toBe('Second block goes on.');
  });

  it('says what a specialist is writing on its own line', async () => {
    const { page } = await openConsultation(SLOW);
    await say('c2', 'Looking at the sequential scan', ", run: 'r9'");
    await page.locator('.work fw-live-text').getByText('Looking at the sequential scan').waitFor();
  });

  it('tells screen readers of a finished answer, not of its pieces', async () => {
    const { page } = await openConsultation(SLOW);
    await say('c2', ' in pieces');
    await page.locator('fw-markdown').getByText('in pieces').waitFor();
    const region = page.locator('[aria-live=polite]');
    expect(await region.textContent()).not.toContain('in pieces');
    await page.evaluate(
      `window.scriptedHost.consult.happen('c2', [{ kind: 'answer', text: 'An **index** helps.', answer: { recommendation: 'An **index** helps.', sql: [], impacts: [], warnings: [], nextSteps: [], sources: [], confidence: {} } }], { state: 'done' })`,
    );
    await region.filter({ hasText: 'Answered: An index helps.' }).waitFor({ state: 'attached' });
    await expect.poll(() => page.getByText('in pieces').count()).toBe(0);
  });

  it('shows figures with their method, and words where nothing is known', async () => {
    const { page } = await openConsultation(PORTFOLIO);
    const answer = page.getByRole('article', { name: 'Answer' });
    await answer.getByText('o3 · 18,240 tokens in, 2,310 out · $ 0.05').waitFor();
    await answer.getByText('81 % sure, by its own word (uncalibrated)').waitFor();
    const failed = page.getByRole('region', { name: /^Proposal 3/u });
    expect(await failed.getByText('not measured').count()).toBe(3);
    await page.getByRole('option', { name: /Überprüfung/u }).click();
    await page.getByText('price unknown').waitFor();
  });

  it('puts a follow-up into the question, where it can be changed', async () => {
    const { page } = await openConsultation(PORTFOLIO);
    await page.getByRole('button', { name: 'Write the testing scenarios' }).click();
    expect(await page.getByRole('textbox', { name: 'Question' }).inputValue()).toBe(
      'Write the testing scenarios',
    );
    expect((await panel.requests()).filter(({ kind }) => kind === 'continueConsultation')).toEqual([]);
  });

  it('is forked at an answer, renamed in place and deleted', async () => {
    const { page } = await openConsultation(PORTFOLIO);
    await page.getByRole('button', { name: 'Fork from Here' }).click();
    await page.getByRole('heading', { level: 1, name: `${PORTFOLIO} (copy)` }).waitFor();
    await page.getByRole('button', { name: `${PORTFOLIO} (copy)`, exact: true }).click();
    await page.getByLabel('Title').fill('Zweiter Entwurf');
    await page.getByLabel('Title').press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Zweiter Entwurf' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { level: 1, name: 'New question' }).waitFor();
    const asked = await panel.requests();
    expect(asked[0]).toEqual({
      kind: 'forkConsultation',
      consultationId: 'c1',
      position: expect.any(Number),
    });
    expect(asked[1]).toEqual({
      kind: 'renameConsultation',
      consultationId: 'c1-copy',
      title: 'Zweiter Entwurf',
    });
    expect(asked[2]).toEqual({ kind: 'deleteConsultation', consultationId: 'c1-copy' });
  });
});

describe('the question', () => {
  it('is sent by Enter, goes on in a new line by Shift+Enter, and opens what it began', async () => {
    const { page } = await open();
    const field = page.getByRole('textbox', { name: 'Question' });
    await field.fill('Why is');
    await field.press('Shift+Enter');
    await field.pressSequentially('this slow?');
    await page.getByLabel('How to answer').selectOption('direct');
    await page.getByRole('combobox', { name: 'Model' }).selectOption('ollama/qwen');
    await page.getByRole('combobox', { name: 'Database' }).selectOption('orders-staging');
    await field.press('Enter');
    await page.getByRole('region', { name: 'Conversation' }).waitFor();
    expect((await panel.requests())[0]).toEqual({
      kind: 'startConsultation',
      question: 'Why is\nthis slow?',
      mode: 'direct',
      model: 'ollama/qwen',
      connection: 'orders-staging',
    });
    expect(await field.inputValue()).toBe('');
  });

  it('is kept through a reload, with what is attached, one for each consultation', async () => {
    const { page } = await open();
    await page.getByRole('textbox', { name: 'Question' }).fill('Größe der Tabellen 🔍');
    await page.getByRole('button', { name: 'Attach what is selected in the editor' }).click();
    await page.getByText('api/src/portfolio.ts:10').waitFor();
    await page.getByRole('option', { name: PORTFOLIO }).click();
    expect(await page.getByRole('textbox', { name: 'Question' }).inputValue()).toBe('');
    await page.waitForTimeout(300);
    await page.reload();
    await page.getByRole('button', { name: 'New Question' }).click();
    expect(await page.getByRole('textbox', { name: 'Question' }).inputValue()).toBe('Größe der Tabellen 🔍');
    await page.getByText('api/src/portfolio.ts:10').waitFor();
  });

  it('is what the editor remembers, where the page remembers something older', async () => {
    const { page } = await open();
    const field = page.getByRole('textbox', { name: 'Question' });
    await field.fill('Old');
    await page.waitForTimeout(300);
    await page.evaluate(
      "window.scriptedHost.say({ kind: 'resource', name: 'questions', revision: 1e6, state: 'ready', value: { new: { text: 'Newer', attachments: [] } } })",
    );
    await expect.poll(() => field.inputValue()).toBe('Newer');
  });

  it('takes what a command of the editor brings, adds it to what is typed, and sends nothing', async () => {
    const { page } = await open({ width: 360 });
    await page.getByRole('button', { name: 'New Question' }).click();
    const field = page.getByRole('textbox', { name: 'Question' });
    await field.fill('Is this safe?');
    await page.evaluate(
      "window.scriptedHost.say({ kind: 'go', view: { place: 'consult', query: '', limit: 50, events: 200 }, ask: { text: 'delete from t', attachments: [{ title: 'a.sql', text: 'x' }] } })",
    );
    await expect.poll(() => field.inputValue()).toBe('Is this safe?\ndelete from t');
    await page.getByText('a.sql · 1 bytes').waitFor();
    expect(await panel.requests()).toEqual([]);
    await page.evaluate(
      "window.scriptedHost.say({ kind: 'go', view: { place: 'consult', query: '', limit: 50, events: 200 }, ask: { tool: 'read_explain', input: { plan: 'Seq Scan' } } })",
    );
    await page.getByRole('heading', { name: 'Explain a Plan' }).waitFor();
    expect(await page.getByLabel('Plan').inputValue()).toBe('Seq Scan');
  });

  it('waits while work goes on, which can be stopped at any moment', async () => {
    const { page } = await openConsultation(SLOW);
    await page.getByRole('textbox', { name: 'Question' }).fill('And then?');
    await page.getByRole('textbox', { name: 'Question' }).press('Enter');
    await page.getByRole('alert').filter({ hasText: 'Still at work' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped. You can go on with another question.').waitFor();
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect
      .poll(() => panel.requests())
      .toContainEqual({
        kind: 'continueConsultation',
        consultationId: 'c2',
        text: 'And then?',
        mode: 'auto',
      });
  });
});

describe('a consultation that ended before its answer', () => {
  it('shows how far the answer came, and goes on where it stopped', async () => {
    const { page } = await openConsultation(SLOW);
    await page.evaluate(
      "window.scriptedHost.consult.happen('c2', [{ kind: 'state', state: 'stopped', said: 'Half an **answ' }], { state: 'stopped' })",
    );
    await page.locator('fw-markdown').getByText('Half an **answ').waitFor();
    await page.getByRole('button', { name: 'Go On' }).click();
    await expect
      .poll(() => panel.requests())
      .toContainEqual({ kind: 'continueConsultation', consultationId: 'c2', text: '', mode: 'auto' });
    await expect.poll(() => page.getByRole('button', { name: 'Go On' }).count()).toBe(0);
  });
});

describe('the plan', () => {
  it('shows its phases, what is under way and what shows that a step is done', async () => {
    const { page } = await openConsultation(PORTFOLIO);
    const aside = page.getByRole('complementary', { name: 'Plan and files' });
    expect(await aside.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('4 of 7 steps done');
    expect(await aside.locator('[aria-current=step]').textContent()).toMatch(
      /Drop the old column.*under way/u,
    );
    await aside.getByText('001: PROVEN').waitFor();
  });

  it('stands folded above the conversation where it is narrow', async () => {
    const { page } = await openConsultation(PORTFOLIO, { width: 360 });
    await page.locator('summary').filter({ hasText: 'Plan 4/7' }).click();
    await page.getByText('Index for the review queue').first().waitFor();
  });

  it('tells in the conversation how it changed and why', async () => {
    const { page } = await openConsultation(PORTFOLIO);
    const note = page.locator('.note').filter({ hasText: 'Changed the plan' });
    expect(await note.textContent()).toContain('would lock the table for too long');
    expect(await note.textContent()).toMatch(/removed:\s*Move rows over/u);
    expect(await note.textContent()).toMatch(/added:\s*Testing scenarios/u);
  });
});

describe('files', () => {
  it('are a tree that is walked by keyboard, opened, compared and saved', async () => {
    const { page } = await openConsultation(PORTFOLIO);
    await page.getByRole('treeitem', { name: 'analysis/' }).press('ArrowLeft');
    await expect.poll(() => page.getByRole('treeitem', { name: 'contractors.md' }).count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await panel.focused()).toContain('implementation.md');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    const detail = page.getByRole('region', { name: 'documentation/implementation.md' });
    await detail.getByRole('button', { name: 'Compare with Version 2' }).click();
    await detail.getByRole('button', { name: 'Save to the Workspace' }).click();
    await page.getByRole('button', { name: 'Save All to the Workspace' }).click();
    const path = 'documentation/implementation.md';
    await expect
      .poll(() => panel.requests())
      .toEqual([
        { kind: 'openConsultFile', consultationId: 'c1', path },
        { kind: 'diffConsultFile', consultationId: 'c1', path, from: 2, to: 3 },
        { kind: 'saveConsultFiles', consultationId: 'c1', paths: [path] },
        { kind: 'saveConsultFiles', consultationId: 'c1' },
      ]);
  });
});

describe('states without a conversation', () => {
  it('say what works without a model, and how to set one up', async () => {
    const { page } = await open({ script: 'models=none' });
    await page.getByRole('heading', { name: 'No model is set up' }).waitFor();
    for (const name of [
      'Show Schema Map',
      'Check Schema',
      'Prove a Migration',
      'Slow Queries',
      'Explain a Plan',
    ])
      expect(await page.getByRole('button', { name }).count()).toBe(1);
    await page.getByRole('button', { name: 'Set Up a Model' }).click();
    await expect.poll(() => panel.requests()).toEqual([{ kind: 'configureModels' }]);
  });

  it('a question that failed for want of a model leads to the tools', async () => {
    const { page } = await openConsultation('Tables without an owner');
    await page.getByRole('button', { name: 'Use the Tools' }).click();
    await page.getByRole('group', { name: 'Tools' }).waitFor();
  });

  it('an empty list asks for the first question at once, where it is narrow too', async () => {
    const { page } = await open({ script: 'scene=empty', width: 320 });
    await page.getByRole('heading', { name: 'Ask about your database' }).waitFor();
    await page.getByRole('textbox', { name: 'Question' }).waitFor();
  });

  it.each([
    ['scene=failed', 'This could not be loaded'],
    ['scene=offline', 'The store cannot be reached'],
  ])('%s says so and offers to try again', async (script, heading) => {
    const { page } = await open({ script, width: 360 });
    await page.getByRole('heading', { name: heading }).waitFor();
    await page.getByRole('tabpanel').getByRole('button', { name: 'Try Again' }).click();
    await expect.poll(() => panel.requests()).toEqual([{ kind: 'refresh' }]);
  });

  it('tells screen readers that something is loading', async () => {
    const { page } = await open({ script: 'scene=loading', width: 360 });
    await page.getByRole('status').filter({ hasText: 'Loading' }).first().waitFor();
  });
});

describe('very much of everything', () => {
  it('2,000 events: draws the end, and goes back without moving what is read', async () => {
    const { page } = await openConsultation('A very long consultation', { script: 'events=2000' });
    await expect.poll(() => page.locator('.turn').count()).toBeLessThan(70);
    await page.getByText(/^Answer 200\./u).waitFor();
    const back = page.getByRole('button', { name: 'Show what came before' });
    await back.scrollIntoViewIfNeeded();
    const first = page.locator('.question').first();
    const text = await first.textContent();
    const before = await first.evaluate((element) => element.getBoundingClientRect().top);
    await back.click();
    const same = page
      .locator('.question')
      .filter({ hasText: text ?? '' })
      .first();
    await expect.poll(() => page.locator('.question').first().textContent()).not.toBe(text);
    const after = await same.evaluate((element) => element.getBoundingClientRect().top);
    expect(Math.abs(after - before)).toBeLessThan(40);
  });

  it('5 MB of text: draws a part, and the rest when it is asked for', async () => {
    const { page } = await openConsultation('An answer without end', { script: 'characters=5000000' });
    await page.getByRole('button', { name: /Show more \(4\.7 MB left\)/u }).waitFor();
    const drawn = await page.locator('fw-markdown p').count();
    expect(drawn).toBeLessThan(1_000);
    await page.getByRole('button', { name: /Show more/u }).click();
    await expect.poll(() => page.locator('fw-markdown p').count()).toBeGreaterThan(drawn * 1.8);
  });

  it.each([300, 360, 700, 1600])('fits a page %i pixels wide', async (width) => {
    const { page } = await openConsultation(PORTFOLIO, { width });
    await page.waitForTimeout(200);
    expect(await overflowing(width)).toEqual([]);
    await page.getByRole('tab', { name: 'Consult' }).waitFor();
  });
});

/** What reaches beyond the page and does not scroll by itself. */
function overflowing(width: number): Promise<readonly string[]> {
  return panel.page.evaluate(`(() => {
    const found = [];
    const look = (root) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) look(element.shadowRoot);
        if (element.closest('pre, .wide, .table, svg, .unseen, .what')) continue;
        const { right, width, height } = element.getBoundingClientRect();
        if (width > 1 && height > 1 && right > ${width} + 1) found.push(element.tagName + '.' + element.className);
      }
    };
    look(document);
    return found;
  })()`);
}
