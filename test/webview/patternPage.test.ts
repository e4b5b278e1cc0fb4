import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenOptions, type PanelPage, Playground } from './playground.ts';

const ROW_LEVEL = 'Turn on row level security before the table is exposed';
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

async function open(title: string, options: OpenOptions = {}): Promise<PanelPage> {
  panel = await playground.open(options);
  await panel.openPattern(title);
  return panel;
}

describe('what a reader may do with a pattern', () => {
  it('is deleted, and the list is shown again', async () => {
    const { page } = await open(TIMEOUT);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { level: 1, name: TIMEOUT }).waitFor({ state: 'hidden' });
    await page
      .getByRole('status')
      .filter({ hasText: `Deleted: ${TIMEOUT}` })
      .waitFor();
    expect(await panel.requests()).toContainEqual({ kind: 'deletePatterns', ids: [expect.any(String)] });
    await expect.poll(() => panel.patterns().filter({ hasText: TIMEOUT }).count()).toBe(0);
  });

  it('is related to another', async () => {
    const { page } = await open(TIMEOUT);
    await page.getByRole('button', { name: 'Add Relation' }).click();
    await expect.poll(() => panel.requests()).toContainEqual({ kind: 'addRelation', id: expect.any(String) });
  });

  it('is not deleted or related by those who only read', async () => {
    const { page } = await open(TIMEOUT, { script: 'role=reader' });
    expect(await page.getByRole('button', { name: /Delete|Add Relation/u }).count()).toBe(0);
  });
});

describe('reading a pattern', () => {
  it('goes on where it was left, after another page and after a reload', async () => {
    const { page } = await open(ROW_LEVEL, { width: 400, height: 300 });
    const scrolled = (): Promise<number> =>
      page.getByRole('article').evaluate((article) => article.parentElement?.scrollTop ?? 0);
    await page.getByText('Track record', { exact: true }).scrollIntoViewIfNeeded();
    const left = await scrolled();
    expect(left).toBeGreaterThan(100);
    await panel.place('Week');
    await panel.place('Patterns');
    await expect.poll(scrolled).toBe(left);
    await page.waitForTimeout(300);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: ROW_LEVEL }).waitFor();
    await expect.poll(scrolled).toBe(left);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await panel.openPattern(TIMEOUT);
    expect(await scrolled()).toBe(0);
  });

  it('shows conflicts before everything else', async () => {
    const { page } = await open(ROW_LEVEL);
    const article = page.getByRole('article', { name: ROW_LEVEL });
    const text = ((await article.textContent()) ?? '').replaceAll(/\s+/gu, ' ');
    expect(text.indexOf('Do not apply together with')).toBeLessThan(text.indexOf('Problem'));
    expect(text.indexOf('Do not apply together with')).toBeGreaterThan(0);
  });

  it('tells removed from added lines in words', async () => {
    const { page } = await open(ROW_LEVEL);
    const diff = page.getByRole('group', { name: 'Code before and after' });
    expect(await diff.textContent()).toContain('removed:   owner_id uuid not null,');
    expect(await diff.textContent()).toContain(
      'added: alter table public.invoices enable row level security;',
    );
  });

  it('gives each figure its sample size, and words where nothing was measured', async () => {
    const { page } = await open(ROW_LEVEL);
    await page.getByText('12 kept, 2 undone or failed').waitFor();
    await page.getByText('lower end of the 90 % interval, n = 14').waitFor();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await panel.openPattern(TIMEOUT);
    // Its badge, and each figure of its record.
    expect(await page.getByText('not measured', { exact: true }).count()).toBe(4);
  });

  it('folds sections, and remembers', async () => {
    const { page } = await open(ROW_LEVEL);
    await page.getByText('Verification', { exact: true }).click();
    await page.getByText('Read the table as another user').waitFor({ state: 'hidden' });
    await page.waitForTimeout(300);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: ROW_LEVEL }).waitFor();
    expect(await page.getByText('Read the table as another user').isVisible()).toBe(false);
  });

  it('previews a merge and merges only when asked again', async () => {
    const { page } = await open(ROW_LEVEL);
    await page.getByText('Similar patterns').click();
    await page.getByRole('button', { name: 'Preview merging Index the columns of a foreign key' }).click();
    const preview = page.getByRole('group', { name: 'Merge preview' });
    await preview.getByText('deleting one customer takes minutes').waitFor();
    expect((await panel.requests()).at(-1)).toMatchObject({ kind: 'mergePatterns', preview: true });
    await preview.getByRole('button', { name: 'Merge into This Pattern' }).click();
    await preview.waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await panel.requests()).at(-1))
      .toMatchObject({ kind: 'mergePatterns', preview: false });
  });

  it('lets a person confirm what the machine found', async () => {
    const { page } = await open(ROW_LEVEL);
    await page.getByRole('button', { name: 'Confirm: Index the columns of a foreign key' }).click();
    await expect
      .poll(async () => (await panel.requests()).at(-1))
      .toMatchObject({
        kind: 'judgeRelation',
        relation: 'enhances',
        from: 'p3',
        to: 'p1',
        verdict: 'confirmed',
      });
  });
});

describe('who may do what', () => {
  it.each([
    ['reader', 0, 0],
    ['member', 1, 0],
    ['maintainer', 1, 1],
  ])('a %s sees %i edit and %i approve buttons', async (role, edits, approves) => {
    const { page } = await open(TIMEOUT, { script: `role=${role}` });
    expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(edits);
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(approves);
  });
});

describe('editing a pattern', () => {
  it('says what is wrong in its place, and sends nothing', async () => {
    const { page } = await open(ROW_LEVEL);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Key', { exact: true }).fill('Not A Key');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Small letters, digits and single hyphens').first().waitFor();
    const key = page.getByLabel('Key', { exact: true });
    expect(await key.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => key.evaluate((element) => element.matches(':focus'))).toBe(true);
    expect((await panel.requests()).filter(({ kind }) => kind === 'savePattern')).toEqual([]);
  });

  it('never loses what was typed: not by closing, not by a reload', async () => {
    const { page } = await open(ROW_LEVEL);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Title').fill('Schutz zuerst – Zeilenrechte 🔒');
    await page.getByRole('button', { name: 'Close, Keep Draft' }).click();
    await page.getByText('You have an unsaved draft').waitFor();
    await page.waitForTimeout(300);
    await page.reload();
    await page.getByRole('button', { name: 'Continue Editing' }).click();
    expect(await page.getByLabel('Title').inputValue()).toBe('Schutz zuerst – Zeilenrechte 🔒');
  });

  it('keeps entries of several lines whole', async () => {
    const { page } = await open(ROW_LEVEL);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Steps of the fix').fill('First step.\n  still the first\nSecond step.\n');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: ROW_LEVEL }).waitFor();
    const saved = (await panel.requests()).find(({ kind }) => kind === 'savePattern');
    expect(saved?.kind === 'savePattern' && saved.draft.fields.solution_steps).toEqual([
      'First step.\nstill the first',
      'Second step.',
      '',
    ]);
  });

  it('shows both sides of a conflict and lets either win', async () => {
    const { page } = await open(ROW_LEVEL, { script: 'conflict=yes' });
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Title').fill('Mine');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const conflict = page.getByRole('alert').filter({ hasText: 'Someone saved version 4' });
    await conflict.waitFor();
    const sides = conflict.getByRole('group', { name: 'Code before and after' });
    expect(await sides.textContent()).toContain('(theirs)');
    expect(await sides.textContent()).toContain('added: Mine');
    await conflict.getByRole('button', { name: 'Take Theirs' }).click();
    expect(await page.getByLabel('Title').inputValue()).toContain('(theirs)');
  });

  it('suggests a key for a new pattern, and refuses one that is taken', async () => {
    panel = await playground.open();
    const { page } = panel;
    await page.evaluate(
      "window.scriptedHost.say({ kind: 'go', edit: true, view: { place: 'patterns', query: '', filters: {}, order: 'recent', limit: 50 } })",
    );
    await page.getByLabel('Title').fill('Index Foreign Keys');
    expect(await page.getByLabel('Key', { exact: true }).inputValue()).toBe('index-foreign-keys');
    await page.getByLabel('Problem', { exact: true }).fill('Slow.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Another pattern has this key.').first().waitFor();
  });
});
