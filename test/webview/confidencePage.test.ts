import { inflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConfidenceAction } from '../../src/protocol/confidencePanel.ts';
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
  panel = await playground.open({ width: 1280, height: 900, ...options });
  await panel.place('Confidence');
  return panel;
}

const figure = (name: string) =>
  panel.page.locator('figure').filter({ has: panel.page.getByRole('heading', { name, exact: true }) });

async function exported(name: string, as: 'CSV' | 'SVG' | 'PNG') {
  await panel.page.getByRole('button', { name: `Export ${name} as ${as}` }).click();
  const find = async () =>
    (await panel.requests()).find(
      (action): action is Extract<ConfidenceAction, { kind: 'exportChart' }> =>
        action.kind === 'exportChart' && action.as === as.toLowerCase(),
    );
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  return (await find())?.content ?? '';
}

describe('charts', () => {
  it('have a name, a description, and details of each point on focus', async () => {
    const { page } = await open();
    const chart = figure('Confidence over time').getByRole('group', { name: 'Confidence over time' });
    await chart.waitFor();
    const description = await chart.evaluate(
      (element) =>
        (element.getRootNode() as ShadowRoot).getElementById(element.getAttribute('aria-describedby') ?? '')
          ?.textContent,
    );
    expect(description).toMatch(/Lines are the mean/u);
    await chart.getByRole('button').first().focus();
    expect(await panel.focused()).toMatch(
      /^agreement of samples · .* stated \d+ % .*answers.*turned out well\. 1 of \d+$/u,
    );
    await figure('Confidence over time')
      .locator('.tip')
      .getByText(/^stated \d+ %/u)
      .waitFor();
    await page.keyboard.press('Escape');
    await figure('Confidence over time').locator('.tip').waitFor({ state: 'detached' });
  });

  it('are walked by arrows, one point of each in the tab order', async () => {
    const { page } = await open();
    const chart = figure('Confidence over time').getByRole('group', { name: 'Confidence over time' });
    await chart.getByRole('button').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await panel.focused()).toMatch(/\. 2 of \d+$/u);
    await page.keyboard.press('ArrowDown');
    expect(await panel.focused()).toMatch(/^token probabilities/u);
    expect(await chart.locator('[tabindex="0"]').count()).toBe(1);
  });

  it('show the same details under the pointer', async () => {
    const { page } = await open();
    const chart = figure('Reliability').locator('svg.chart');
    await chart.scrollIntoViewIfNeeded();
    const box = await figure('Reliability')
      .getByRole('button', { name: /stated 70–80 %/u })
      .boundingBox();
    if (!box) throw new Error('the bin is not drawn');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await figure('Reliability')
      .locator('.tip')
      .getByText(/Wilson 95 %/u)
      .waitFor();
  });

  it('lead to the answers behind a point, to one of them, and to its consultation', async () => {
    const { page } = await open();
    await figure('Reliability')
      .getByRole('button', { name: /stated 80–90 %/u })
      .press('Enter');
    const list = page.getByRole('listbox', { name: 'stated 80–90 %' });
    await list.getByRole('option').first().waitFor();
    expect(await panel.focused()).toBe('Back to the charts');
    await list.getByRole('option').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Why this number' }).waitFor();
    await page.getByRole('button', { name: 'Open Consultation' }).click();
    await page.getByRole('tab', { name: 'Consult', selected: true }).waitFor();
    await page.getByText('Why is the list of open orders slow?').first().waitFor();
  });

  it('give the focus back to the point that was left', async () => {
    const { page } = await open();
    await figure('Reliability')
      .getByRole('button', { name: /stated 80–90 %/u })
      .press('Enter');
    await page.getByRole('button', { name: 'Back to the charts' }).press('Enter');
    await expect.poll(() => panel.focused()).toMatch(/^stated 80–90 %/u);
  });

  it('hide a line by its legend', async () => {
    await open();
    const chart = figure('Calibration over time');
    await chart
      .getByRole('button', { name: /Brier score/u })
      .first()
      .waitFor();
    const before = await chart.getByRole('button', { name: /Brier score/u }).count();
    await chart.getByRole('button', { name: 'several methods', exact: true }).click();
    await expect.poll(() => chart.getByRole('button', { name: /Brier score/u }).count()).toBeLessThan(before);
    expect(
      await chart.getByRole('button', { name: 'several methods', exact: true }).getAttribute('aria-pressed'),
    ).toBe('false');
  });

  it('are tables as well', async () => {
    const { page } = await open();
    await figure('Outcomes by confidence').getByRole('button', { name: 'Table' }).click();
    const grid = page.getByRole('grid', { name: 'Outcomes by confidence' });
    await grid.getByRole('columnheader', { name: 'turned out well' }).waitFor();
    expect(await grid.getAttribute('aria-rowcount')).toBe('11');
  });
});

describe('exports', () => {
  it('are a file that needs nothing, with the colours of the theme', async () => {
    await open({ script: 'theme=light' });
    const svg = await exported('Reliability', 'SVG');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/u);
    expect(svg).toContain('<title>Reliability</title>');
    expect(svg).toContain('stroke="#1a85ff"');
    expect(svg).not.toMatch(/var\(|class=|style=|<script|href=|url\(|NaN/u);
  });

  it('are rows for a spreadsheet', async () => {
    await open();
    const csv = await exported('Outcomes by confidence', 'CSV');
    expect(csv.split('\r\n')[0]).toBe('From,To,turned out well,did not,no outcome known');
    expect(csv.split('\r\n')).toHaveLength(12);
  });

  it('are a picture that is not empty', async () => {
    await open({ script: 'theme=high-contrast' });
    const bytes = Buffer.from(await exported('Confidence over time', 'PNG'), 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    // Width and height stand at the beginning of every PNG.
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(1_000);
    expect(new Set(pixelsOf(bytes)).size).toBeGreaterThan(20);
  });
});

describe('filters', () => {
  it('are part of what is asked, and survive a reload', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Methods: Any method' }).press('Enter');
    const list = page.getByRole('dialog', { name: 'Methods' });
    await list.getByRole('checkbox', { name: 'its own word' }).check();
    await list.getByRole('checkbox', { name: 'several methods' }).check();
    await page.keyboard.press('Escape');
    const chart = figure('Confidence over time');
    for (const line of ['its own word', 'several methods'])
      await chart.getByRole('button', { name: line, exact: true }).waitFor();
    expect(await chart.getByRole('button', { name: /^agreement of samples/u }).count()).toBe(0);
    await page.waitForTimeout(300);
    await page.reload();
    await chart.waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Methods: Any method' }).waitFor();
    await chart.getByRole('button', { name: 'agreement of samples', exact: true }).waitFor();
  });

  it('with several values are chosen by keyboard, and give the focus back', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Models: Any model' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => panel.focused()).not.toBe('Models: Any model');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('End');
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.focused()).toMatch(/^Models: .+, .+/u);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Models' }).getByRole('button', { name: 'Any model' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.focused()).toBe('Models: Any model');
  });

  it('take a time from one day to another, and say what is wrong with one', async () => {
    const { page } = await open();
    await page.getByRole('combobox', { name: 'Time' }).selectOption({ label: 'From … to …' });
    const days = page.getByRole('group', { name: 'Days to look at' });
    const first = days.getByLabel('From');
    await first.fill('2026-11-10');
    await days.getByLabel('to', { exact: true }).fill('2026-11-01');
    await first.press('Enter');
    await days.getByRole('alert').getByText('The last day is before the first.').waitFor();
    expect(await days.getByLabel('to', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await days.getByLabel('to', { exact: true }).fill('2026-11-12');
    await days.getByRole('button', { name: 'Show' }).click();
    await expect.poll(() => days.getByRole('alert').count()).toBe(0);
    await figure('Confidence over time').getByRole('button', { name: 'Table' }).click();
    const cells = figure('Confidence over time').getByRole('rowheader');
    await expect
      .poll(async () => new Set((await cells.allTextContents()).map((text) => text.slice(0, 6))).size)
      .toBeLessThan(5);
  });

  it('take hours back to days where hours are not kept', async () => {
    const { page } = await open();
    await page.getByRole('combobox', { name: 'Bucket' }).selectOption('hour');
    expect(await page.getByRole('combobox', { name: 'Time' }).inputValue()).toBe('7');
    await page.getByRole('combobox', { name: 'Time' }).selectOption('365');
    expect(await page.getByRole('combobox', { name: 'Bucket' }).inputValue()).toBe('day');
  });

  it('tell lines apart by model', async () => {
    const { page } = await open();
    await page.getByRole('combobox', { name: 'Lines by' }).selectOption('model');
    await figure('Confidence over time').getByRole('button', { name: 'claude-opus', exact: true }).waitFor();
  });
});

describe('states', () => {
  it.each([
    ['confidence=empty', 'No answer was scored yet', 'Ask a Question'],
    ['scene=failed', 'This could not be loaded', 'Try Again'],
    ['scene=offline', 'The store cannot be reached', 'Try Again'],
  ])('%s says what it is and what to do next', async (script, heading, next) => {
    const { page } = await open({ script });
    await page.getByRole('heading', { name: heading }).waitFor();
    expect(await page.getByRole('tabpanel').getByRole('button', { name: next }).count()).toBe(1);
  });

  it('with 3 outcomes says that these are too few, and offers answers to review', async () => {
    const { page } = await open({ script: 'confidence=sparse' });
    await page.getByText('3 outcomes: too few to calibrate; uncalibrated.').waitFor();
    expect(await page.getByText('not measured', { exact: true }).count()).toBeGreaterThan(3);
    await page.getByRole('button', { name: 'Review Answers' }).click();
    await page
      .getByRole('listbox', { name: 'Answers without an outcome' })
      .getByRole('option')
      .first()
      .click();
    await page.getByRole('textbox', { name: 'Note' }).fill('the index was used');
    await page.getByRole('button', { name: 'It Did', exact: true }).click();
    await page.getByText('reviewed by a person').waitFor();
    expect((await panel.requests()).find(({ kind }) => kind === 'reviewConfidence')).toMatchObject({
      actual: 1,
      note: 'the index was used',
    });
  });

  it('of a year by the hour draws again in time', async () => {
    const { page } = await open({ script: 'confidence=huge' });
    await page.getByRole('combobox', { name: 'Bucket' }).selectOption('hour');
    const chart = figure('Confidence over time');
    const turn = chart.locator('.point[tabindex="0"]');
    await expect.poll(() => turn.getAttribute('aria-label')).toMatch(/UTC, /u);
    await turn.press('ArrowLeft');
    expect(await panel.focused()).toMatch(/means of \d+ buckets/u);
    const milliseconds: readonly number[] = await page.evaluate(`(async () => {
      const deep = (root, name) => {
        for (const element of root.querySelectorAll('*')) {
          if (element.localName === name) return element;
          const found = element.shadowRoot && deep(element.shadowRoot, name);
          if (found) return found;
        }
      };
      const chart = deep(document, 'fw-chart');
      const times = [];
      for (let round = 0; round < 15; round += 1) {
        const start = performance.now();
        chart.chart = { ...chart.chart };
        await chart.updateComplete;
        chart.getBoundingClientRect();
        times.push(performance.now() - start);
      }
      return times.sort((one, other) => one - other);
    })()`);
    const points = Number((await panel.focused()).match(/of (\d+)$/u)?.[1]);
    console.log(
      `a year of hours, 4 lines: median ${milliseconds[7]?.toFixed(1)} ms, slowest ${milliseconds.at(-1)?.toFixed(1)} ms a redraw, ${points} points`,
    );
    expect(points).toBeLessThan(900);
  });

  it('fits a side bar of 300 pixels', async () => {
    const { page } = await open({ width: 300 });
    await figure('Confidence over time').waitFor();
    const wide: unknown = await page.evaluate(`(() => {
      const found = [];
      const look = (root) => {
        for (const element of root.querySelectorAll('*')) {
          if (element.shadowRoot) look(element.shadowRoot);
          const { right, width, height } = element.getBoundingClientRect();
          if (width > 1 && height > 1 && right > 301) found.push(element.tagName + '.' + element.getAttribute('class'));
        }
      };
      look(document);
      return found;
    })()`);
    expect(wide).toEqual([]);
    await figure('Reliability')
      .getByRole('button', { name: /stated 80–90 %/u })
      .press('Enter');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    expect(await figure('Reliability').isVisible()).toBe(false);
  });
});

describe('badges', () => {
  const openConsultation = async (title: string): Promise<void> => {
    await panel.place('Consult');
    await panel.page.getByRole('option', { name: title }).click();
  };

  it('stand under a scored answer and open why', async () => {
    const { page } = await open();
    await openConsultation('Two answers, one of them withheld');
    const badge = page.getByRole('button', {
      name: /^Confidence 81 % \(74–87 %\); agreement of 3 samples: stated 92 %; 240 outcomes/u,
    });
    await badge.click();
    const why = page.getByRole('group', { name: 'Why this number' });
    await why.getByText('11 of 12').waitFor();
    await why.getByText('The same question to several models: 2 of 3 agree').waitFor();
    await why.getByText('no evidence').waitFor();
    expect(await badge.getAttribute('aria-expanded')).toBe('true');
  });

  it('of an answer that is withheld lead to it all the same', async () => {
    const { page } = await open();
    await openConsultation('Two answers, one of them withheld');
    const note = page.getByRole('group', { name: 'Withheld: an answer' });
    expect(await page.getByText('None that is worth its writes').count()).toBe(0);
    await note.getByRole('button', { name: 'Show Anyway' }).click();
    await page.getByText('None that is worth its writes').waitFor();
    await page.getByRole('button', { name: /^Confidence uncalibrated; its own word: 70 %/u }).waitFor();
  });

  it('stand on proposals, uncalibrated ones in words', async () => {
    const { page } = await open();
    await openConsultation('Contractor portfolio');
    await page
      .getByRole('button', { name: /^Confidence uncalibrated; several methods: 66 %; 7 outcomes/u })
      .click();
    await page.getByText('at least 20 are needed').waitFor();
  });

  it('stand on patterns with their track record', async () => {
    const { page } = await open();
    await panel.place('Patterns');
    await panel.patterns().first().click();
    const badge = page.getByRole('button', { name: /track record, \d+ outcomes\. Why this number/u });
    await badge.click();
    await page
      .getByRole('group', { name: 'Why this number' })
      .getByText('lower end of the 90 % interval')
      .waitFor();
  });

  it('say what scoring costs before a question is asked', async () => {
    const { page } = await open();
    await panel.place('Consult');
    await page.getByText('Each answer asks models 2 more times').waitFor();
    expect(await page.getByText('about 2,400 tokens, $ 0.01').count()).toBe(1);
  });
});

/** Bytes of a PNG's pixels, with those that say how each line is packed. */
function pixelsOf(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return inflateSync(Buffer.concat(parts));
}
