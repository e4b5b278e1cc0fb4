import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenOptions, type PanelPage, Playground } from './playground.ts';

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

async function open(tool: string, options: OpenOptions = {}): Promise<PanelPage> {
  panel = await playground.open({ width: 1280, ...options });
  await panel.place('Consult');
  await panel.page.getByRole('button', { name: tool }).click();
  return panel;
}

/** Rows as the tool for slow queries gives them. */
async function openRows(count: number): Promise<PanelPage> {
  await open('Slow Queries', { script: `resultRows=${count}` });
  await panel.page.getByRole('button', { name: 'Run', exact: true }).click();
  await panel.page.getByRole('grid', { name: 'slow_queries' }).waitFor();
  return panel;
}

const table = (name: string) => panel.page.getByRole('button', { name: new RegExp(`^${name},`, 'u') });

describe('the map of the schema', () => {
  it('is drawn at once, its tables told with what they refer to', async () => {
    await open('Show Schema Map');
    await table('orders').waitFor();
    const label = await table('orders').getAttribute('aria-label');
    expect(label).toContain('refers to public.customers');
    expect(label).toContain('is referred to by public.order_lines');
    expect((await panel.requests())[0]).toEqual({ kind: 'runTool', name: 'relationship_map', input: {} });
  });

  it('is walked by arrows along the keys, narrowed by Enter and widened by Escape', async () => {
    const { page } = await open('Show Schema Map');
    await table('contractor_portfolios').focus();
    await page.keyboard.press('ArrowRight');
    expect(await panel.focused()).toMatch(/^contractors,/u);
    await page.keyboard.press('Enter');
    await page.getByText('3 of 10 tables').waitFor();
    await expect.poll(() => panel.focused()).toMatch(/^contractors,/u);
    expect(await table('payments').count()).toBe(0);
    await page.keyboard.press('Escape');
    await table('payments').waitFor();
  });

  it('is zoomed by its buttons and keys, and moved by the pointer', async () => {
    const { page } = await open('Show Schema Map');
    await table('orders').waitFor();
    const width = async () => (await table('orders').boundingBox())?.width ?? 0;
    const before = await width();
    await page.getByRole('button', { name: 'Zoom In' }).click();
    await expect.poll(width).toBeGreaterThan(before * 1.2);
    await page.getByRole('button', { name: 'Fit', exact: true }).click();
    const box = await table('orders').boundingBox();
    const stage = await page.locator('.stage').boundingBox();
    if (!box || !stage) throw new Error('the map is not drawn');
    await page.mouse.move(stage.x + 5, stage.y + 5);
    await page.mouse.down();
    await page.mouse.move(stage.x + 65, stage.y + 35, { steps: 3 });
    await page.mouse.up();
    const moved = await table('orders').boundingBox();
    expect(Math.round((moved?.x ?? 0) - box.x)).toBe(60);
    expect(Math.round((moved?.y ?? 0) - box.y)).toBe(30);
  });

  it('is told as a list, and exported as a file that needs nothing', async () => {
    const { page } = await open('Show Schema Map');
    await page.getByText('The same as a list (10 tables)').click();
    await page.getByText('→ customers_id: public.customers (id)').first().waitFor();
    await page.getByRole('button', { name: 'Export SVG' }).click();
    await expect.poll(async () => (await panel.requests()).length).toBe(2);
    const asked = (await panel.requests()).find(({ kind }) => kind === 'exportDiagram');
    const svg = asked?.kind === 'exportDiagram' ? asked.svg : '';
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/u);
    expect(svg).toContain('>order_lines</text>');
    expect(svg).not.toMatch(/<script|href=|style=|url\(/u);
  });

  it('of 150 tables shows the most connected one with its neighbours, and the others by the list', async () => {
    const { page } = await open('Show Schema Map', { script: 'tables=150' });
    await page.getByText(/of 150 tables/u).waitFor();
    expect(await page.locator('[data-table]').count()).toBeLessThan(40);
    await page.getByText('The same as a list (150 tables)').click();
    await page.getByRole('button', { name: 'public.payments', exact: true }).click();
    await table('payments').waitFor();
  });
});

describe('rows', () => {
  it('of any number: only those in sight are drawn, walked to the end by keyboard', async () => {
    const { page } = await openRows(20000);
    const grid = page.getByRole('grid', { name: 'slow_queries' });
    expect(await grid.getAttribute('aria-rowcount')).toBe('20001');
    expect(await grid.getByRole('row').count()).toBeLessThan(60);
    await grid.getByRole('row').nth(1).focus();
    await page.keyboard.press('End');
    await expect.poll(() => panel.focused()).toContain('id = $19999');
    await page.keyboard.press('Enter');
    await page.getByLabel('The whole row').getByText('select * from orders where id = $19999').waitFor();
  });

  it('are sorted by numbers as numbers, NULL last', async () => {
    const { page } = await openRows(300);
    const first = () => page.locator('.line[data-index="0"]').textContent();
    await page.getByRole('columnheader', { name: 'calls' }).getByRole('button').click();
    await page.getByRole('columnheader', { name: 'calls' }).getByRole('button').click();
    expect(await page.getByRole('columnheader', { name: 'calls' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    await expect.poll(first).toContain('$173');
    await page.getByRole('columnheader', { name: 'note' }).getByRole('button').click();
    await expect.poll(first).toContain('=cmd|calc');
  });

  it('are exported as CSV that a spreadsheet does not run', async () => {
    const { page } = await openRows(3);
    await page.getByRole('button', { name: 'Export CSV' }).click();
    await expect.poll(async () => (await panel.requests()).length).toBe(2);
    const asked = (await panel.requests()).find(({ kind }) => kind === 'exportTable');
    expect(asked?.kind === 'exportTable' && asked.csv.split('\r\n')).toEqual([
      'query,calls,mean_ms,note',
      'select * from orders where id = $0,0,0,',
      "select * from orders where id = $1,2919,14.7,'=cmd|calc",
      'select * from orders where id = $2,838,29.5,"a ""quoted"", note"',
      '',
    ]);
  });
});

describe('a tool with a form', () => {
  it('says which field is missing, keeps what was typed, and shows a refusal', async () => {
    const { page } = await open('Explain a Plan');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('is missing or not right').waitFor();
    expect(await panel.requests()).toEqual([]);
    await page.getByLabel('Plan').fill('Seq Scan on "Größen"');
    await page.waitForTimeout(300);
    await page.reload();
    expect(await page.getByLabel('Plan').inputValue()).toBe('Seq Scan on "Größen"');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'This is no plan' }).waitFor();
  });

  it('shows findings with the SQL that mends them', async () => {
    const { page } = await open('Check Schema');
    await page.getByText('The foreign key orders_customer_id_fkey has no index.').waitFor();
    await page.getByText('create index concurrently').waitFor();
  });

  it('runs on the database that was chosen', async () => {
    const { page } = await open('Run a Read-Only Query');
    expect(await panel.requests()).toEqual([]);
    await page.getByRole('combobox', { name: 'Database' }).selectOption('orders');
    await page.getByLabel('SQL').fill('select 1');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect
      .poll(() => panel.requests())
      .toContainEqual({
        kind: 'runTool',
        name: 'run_readonly_sql',
        input: { sql: 'select 1', connection: 'orders' },
        connection: 'orders',
      });
  });

  it('is opened from a conversation with what it was given there', async () => {
    panel = await playground.open({ width: 1280 });
    const { page } = panel;
    await panel.place('Consult');
    await page.getByRole('option', { name: /Contractor portfolio/u }).click();
    await page.locator('summary').filter({ hasText: 'Schema analyst' }).click();
    await page.locator('summary').filter({ hasText: 'Run a read-only query' }).click();
    await page.getByRole('button', { name: 'Open in Tools' }).click();
    await page.getByRole('heading', { name: 'Run a Read-Only Query' }).waitFor();
    expect(await page.getByLabel('SQL').inputValue()).toBe(
      'select status, count(*) from contractors group by 1',
    );
    await page.getByRole('button', { name: 'Back to the Conversation' }).click();
    await page.getByRole('region', { name: 'Conversation' }).waitFor();
  });

  it('asks for a database only where it reads one', async () => {
    const { page } = await open('Prove a Migration');
    await page.getByLabel('Up').waitFor();
    expect(await page.getByRole('combobox', { name: 'Database' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Slow Queries' }).click();
    const database = page.getByRole('combobox', { name: 'Database' });
    expect(await database.locator('option').allTextContents()).toEqual([
      'Choose a database',
      'orders-staging (staging)',
      'orders (production)',
    ]);
  });

  it('offers nothing that writes', async () => {
    const { page } = await open('Check Schema');
    expect(await page.getByRole('button', { name: /Apply/u }).count()).toBe(0);
  });
});
