import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenOptions, type PanelPage, Playground } from './playground.ts';

let playground: Playground;
let panel: PanelPage;

beforeAll(async () => {
  playground = await Playground.start();
}, 120_000);
afterAll(() => playground?.stop());
afterEach(async () => {
  // A page that its own content policy had to stop, or that threw, is wrong wherever it happens.
  expect(panel.complaints).toEqual([]);
  await panel.close();
});

async function open(options: OpenOptions = {}): Promise<PanelPage> {
  panel = await playground.open(options);
  return panel;
}

describe('places', () => {
  it('are tabs that arrow keys move through, one of them in the tab order', async () => {
    const { page } = await open();
    await page.getByRole('tab', { name: 'Patterns' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await panel.focused()).toMatch(/^.? ?Review/u);
    expect(await page.getByRole('tab', { selected: true }).textContent()).toContain('Review');
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: 'Weekly review' }).waitFor();
    expect(await page.locator('[role=tab][tabindex="0"]').count()).toBe(1);
  });

  it('say how many patterns wait', async () => {
    const { page } = await open();
    await expect.poll(() => page.getByRole('tab', { name: 'Review' }).textContent()).toMatch(/2\s*waiting/u);
  });

  it('come back as they were left, after a reload too', async () => {
    const { page } = await open();
    await page.getByRole('searchbox', { name: 'Search patterns' }).fill('timeout');
    await page.getByText('1 matches').waitFor();
    await panel.place('Week');
    await panel.place('Patterns');
    expect(await page.getByRole('searchbox').inputValue()).toBe('timeout');
    await page.waitForTimeout(300);
    await page.reload();
    await page.getByText('1 matches').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('timeout');
  });
});

describe('the outline of the panel', () => {
  it.each([300, 1200])(
    'is painted before any script of it is read, and is then gone, at %d pixels',
    async (width) => {
      let painted: unknown;
      const { page } = await open({
        width,
        before: async (blank) => {
          // The editor's colours are there before the page; the playground's come with its script.
          await blank.evaluate('document.body.classList.add("vscode-dark")');
          await blank.locator('#shell .lines i').first().waitFor();
          await expect
            .poll(() => blank.evaluate('performance.getEntriesByName("first-paint").length'))
            .toBe(1);
          painted = await blank.evaluate(
            '({ panel: document.querySelector("fw-panel") !== null, wide: document.body.scrollWidth > innerWidth })',
          );
        },
      });
      expect(painted).toEqual({ panel: false, wide: false });
      await expect.poll(() => page.locator('#shell').count()).toBe(0);
    },
  );
});

describe('the list of patterns', () => {
  it('is searched with the keyboard alone: type, arrow down, Enter, and back', async () => {
    const { page } = await open({ width: 360 });
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('table');
    await page.getByText('2 matches').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await panel.focused()).toContain('Index the columns');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Index the columns of a foreign key' }).waitFor();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await expect.poll(() => panel.focused()).toContain('Index the columns');
  });

  it('says why each match was found', async () => {
    const { page } = await open();
    await page.getByRole('searchbox').fill('table');
    await page.getByText('Found by words #1 · likeness #2').waitFor();
  });

  it('narrows by status, severity and layer', async () => {
    const { page } = await open();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('active');
    await expect.poll(() => panel.patterns().count()).toBe(2);
    await page.getByRole('combobox', { name: 'Severity' }).selectOption('CRITICAL');
    await expect.poll(() => panel.patterns().count()).toBe(1);
    await page.getByRole('button', { name: 'Clear search' }).click();
    await expect.poll(() => panel.patterns().count()).toBe(5);
  });

  it('shows 5,000 patterns a part at a time', async () => {
    const { page } = await open({ script: 'patterns=5000' });
    await page.getByText('5000 patterns').waitFor();
    expect(await panel.patterns().count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => panel.patterns().count()).toBe(100);
  });

  it('shows titles and code of others as text, whatever is in them', async () => {
    const { page } = await open();
    await panel.patterns().filter({ hasText: 'Titles from the store' }).click();
    await page.getByRole('heading', { level: 1, name: /<img src=x/u }).waitFor();
    await page.getByText('<script>document.title = "run"</script> is shown').waitFor();
    expect(await page.title()).toBe('Fixward panel');
    expect(await page.locator('article img, article b, article a[href]').count()).toBe(0);
    await page.getByText('Rules and references').click();
    expect(await page.getByRole('button', { name: 'javascript:' }).count()).toBe(0);
  });
});

describe('states without content', () => {
  it.each([
    ['scene=empty', 'Patterns', 'The library is empty', 'New Pattern'],
    ['scene=empty', 'Review', 'Nothing waits for review', 'Show Patterns'],
    ['scene=empty', 'Audit', 'No file audit yet', 'Start from a Scan'],
    ['scene=nofolder', 'Audit', 'No folder is open', 'Open Folder'],
    ['scene=failed', 'Patterns', 'This could not be loaded', 'Try Again'],
    ['scene=offline', 'Week', 'The store cannot be reached', 'Try Again'],
  ])('%s in %s says what it is and what to do next', async (script, place, heading, next) => {
    const { page } = await open({ script });
    await panel.place(place);
    await page.getByRole('heading', { name: heading }).waitFor();
    expect(await page.getByRole('tabpanel').getByRole('button', { name: next }).count()).toBe(1);
  });

  it('tells screen readers that something is loading', async () => {
    const { page } = await open({ script: 'scene=loading' });
    await page.getByRole('status').filter({ hasText: 'Loading' }).waitFor();
  });

  it('says in words that the store is being opened', async () => {
    const { page } = await open({ script: 'scene=opening' });
    await page.getByText('The store is being opened').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('fits a side bar of 300 pixels in every place', async () => {
    const { page } = await open({ width: 300 });
    for (const place of ['Review', 'Audit', 'Week', 'Patterns']) {
      await panel.place(place);
      await page.waitForTimeout(100);
      const wide = await page.evaluate(`(() => {
        const found = [];
        const look = (root) => {
          for (const element of root.querySelectorAll('*')) {
            if (element.shadowRoot) look(element.shadowRoot);
            if (element.parentElement?.closest('pre, [class*=code]')) continue;
            const { right, width, height } = element.getBoundingClientRect();
            if (width > 1 && height > 1 && right > 301) found.push(element.tagName + '.' + element.className);
          }
        };
        look(document);
        return found;
      })()`);
      expect([place, wide]).toEqual([place, []]);
    }
  });

  it('warns above everything when the store has failed', async () => {
    const { page } = await open({ script: 'scene=failed' });
    await page.getByRole('alert').filter({ hasText: 'no space left' }).waitFor();
  });
});
