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

async function open(options: OpenOptions = {}): Promise<PanelPage> {
  panel = await playground.open({ width: 1280, ...options });
  await panel.place('Consult');
  await panel.page.getByRole('option', { name: /^.*Contractor portfolio/u }).click();
  await panel.page.getByRole('region', { name: 'Conversation' }).waitFor();
  return panel;
}

function proposal(number: number) {
  return panel.page.getByRole('region', { name: new RegExp(`^Proposal ${number}`, 'u') });
}

describe('a proven proposal', () => {
  it('shows verdict, figures, locks and the exact SQL, and is approved by the hash that was shown', async () => {
    await open();
    const card = proposal(1);
    expect(await card.locator('.verdict').textContent()).toBe('Proven');
    await card.getByText('41 ms').waitFor();
    await card.getByText('What it locks (2)').click();
    await card.getByRole('cell', { name: 'SHARE ROW EXCLUSIVE' }).waitFor();
    await card.getByText('Exact SQL, up and down').click();
    await card.getByText('enable row level security').waitFor();
    await card.getByText('drop table public.contractor_portfolios').waitFor();
    await card.getByText('staging', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Approve and Apply to orders-staging' }).click();
    await card.getByText('Approved and carried out').waitFor();
    expect(await panel.requests()).toEqual([
      {
        kind: 'decideApproval',
        consultationId: 'c1',
        approvalId: 'ap1',
        decision: 'approve',
        hash: 'a1b2c3',
      },
    ]);
  });

  it('is learned from once it was carried out, and leads to what was learned', async () => {
    const { page } = await open();
    const learn = page.getByRole('button', { name: 'Learn from This Fix' });
    expect(await learn.count()).toBe(0);
    await proposal(1).getByRole('button', { name: 'Approve and Apply to orders-staging' }).click();
    await learn.click();
    await page.getByRole('heading', { level: 1, name: /assertEquals/ }).waitFor();
    const asked = (await panel.requests()).find(({ kind }) => kind === 'learnFromFile');
    expect(asked).toMatchObject({
      consultationId: 'c1',
      path: 'migrations/001_portfolios.up.sql',
      before: expect.stringContaining('id serial primary key'),
    });
  });

  it('is rejected with a word about what should be different', async () => {
    await open();
    await proposal(1).getByRole('button', { name: 'Reject' }).click();
    await proposal(1).getByLabel('What should be different?').fill('Status als enum');
    await proposal(1).getByRole('button', { name: 'Reject, Do Nothing' }).click();
    await expect
      .poll(() => panel.requests())
      .toContainEqual(
        expect.objectContaining({ decision: 'reject', hash: 'a1b2c3', note: 'Status als enum' }),
      );
  });

  it('is edited: the changed text survives a reload and asks for an approval of its own', async () => {
    const { page } = await open();
    await proposal(1).getByRole('button', { name: 'Edit First' }).click();
    const field = proposal(1).getByLabel('Text to propose instead');
    await expect.poll(() => field.inputValue()).toContain('create table');
    expect(await proposal(1).getByRole('button', { name: 'Propose My Text' }).isDisabled()).toBe(true);
    await field.fill('select 1;');
    await page.waitForTimeout(300);
    await page.reload();
    expect(await proposal(1).getByLabel('Text to propose instead').inputValue()).toBe('select 1;');
    await proposal(1).getByRole('button', { name: 'Propose My Text' }).click();
    await expect
      .poll(() => panel.requests())
      .toContainEqual(expect.objectContaining({ decision: 'edit', text: 'select 1;', hash: 'a1b2c3' }));
  });
});

describe('a proposal that is not proven', () => {
  it('cannot look like a proven one: another word, border and button, and its reasons in sight', async () => {
    await open();
    const looks = (number: number) =>
      proposal(number).evaluate((element) => {
        const { borderTopStyle } = getComputedStyle(element);
        return borderTopStyle;
      });
    expect([await looks(1), await looks(2), await looks(3)]).toEqual(['solid', 'dashed', 'dashed']);
    expect(await proposal(2).locator('.verdict').textContent()).toBe('Cannot be undone');
    await proposal(2).getByText('cannot be brought back with its values').waitFor();
    await proposal(2).getByText('column public.contractors.portfolio_json').waitFor();
    const button = proposal(2).getByRole('button', { name: 'Apply Anyway to orders-staging' });
    expect(await button.getAttribute('class')).not.toContain('primary');
  });

  it('that destroys something is approved only after its name was typed', async () => {
    await open();
    const button = proposal(2).getByRole('button', { name: 'Apply Anyway to orders-staging' });
    expect(await button.isDisabled()).toBe(true);
    const field = proposal(2).getByLabel('Type portfolio_json to approve');
    await field.fill('portfolio');
    expect(await button.isDisabled()).toBe(true);
    await field.fill('portfolio_json');
    await button.click();
    await expect
      .poll(() => panel.requests())
      .toContainEqual(
        expect.objectContaining({ approvalId: 'ap2', typed: 'portfolio_json', hash: 'd4e5f6' }),
      );
  });

  it('is saved, edited or rejected by buttons that say so', async () => {
    await open();
    await proposal(3).getByRole('button', { name: 'Save Anyway' }).click();
    await proposal(3).getByRole('button', { name: 'Reject' }).click();
    await expect
      .poll(() => panel.requests())
      .toEqual([
        {
          kind: 'saveConsultFiles',
          consultationId: 'c1',
          paths: ['migrations/003_phones.up.sql', 'migrations/003_phones.down.sql'],
        },
        { kind: 'settleProposal', consultationId: 'c1', proposalId: 'pr3', outcome: 'rejected' },
      ]);
  });
});

describe('a tool that asks to be used', () => {
  it('shows who asks, for what in full and why, and is allowed once', async () => {
    const { page } = await open();
    const card = page.getByRole('region', { name: 'Create a task in the tracker' });
    await card.getByText('Documentation researcher').waitFor();
    await card.getByText('"dartboard"').waitFor();
    await card.getByText('Untrusted text was read in this turn.').waitFor();
    await card.getByRole('button', { name: 'Allow Once' }).click();
    await expect.poll(() => card.getByRole('button', { name: 'Allow Once' }).count()).toBe(0);
    expect((await panel.requests())[0]).toMatchObject({ approvalId: 'ap3', hash: '00ff00' });
  });

  it('is reached by keyboard alone', async () => {
    const { page } = await open();
    await page
      .getByRole('region', { name: 'Create a task in the tracker' })
      .getByRole('button', { name: 'Allow Once' })
      .focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await panel.focused()).toBe('Reject');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await panel.focused()).toBe('Reject, Do Nothing');
  });
});
