import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/lib/ensureChromium.mjs';
import { repoRoot } from '../../scripts/lib/paths.mjs';
import { webviewBundle } from '../../scripts/lib/webviewBundle.mjs';
import type { PanelAction } from '../../src/protocol/panel.ts';

/** A name that reaches nothing: every request is answered from the built folder. */
const ORIGIN = 'http://panel.test';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};
/** A loaded machine with two cores is slow, but not this slow. */
const STEP_TIMEOUT_MS = 10_000;

export interface OpenOptions {
  /** What the scripted host plays: `scene=empty&role=reader`. */
  readonly script?: string;
  readonly width?: number;
  readonly height?: number;
  /** What the page's script waits for. */
  readonly before?: (page: Page) => Promise<void>;
}

/** The panel's page in a real browser, with a scripted host in the editor's place. */
export class Playground {
  private constructor(
    private readonly folder: string,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<Playground> {
    const folder = await mkdtemp(join(tmpdir(), 'fixward-playground-'));
    await build(webviewBundle({ root: repoRoot, outdir: folder, minify: false, playground: true }));
    await cp(join(repoRoot, 'webview', 'playground', 'index.html'), join(folder, 'index.html'));
    const executablePath = await ensureChromium();
    return new Playground(folder, await chromium.launch({ executablePath, args: [...chromiumArgs] }));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async open({ script = '', width = 1100, height = 760, before }: OpenOptions = {}): Promise<PanelPage> {
    const page = await this.browser.newPage({ viewport: { width, height } });
    page.setDefaultTimeout(STEP_TIMEOUT_MS);
    const panel = new PanelPage(page);
    await page.route(`${ORIGIN}/**`, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === 'playground.js') await before?.(page);
      try {
        const body = await readFile(join(this.folder, name));
        await route.fulfill({ contentType: TYPES[extname(name)] ?? 'text/plain', body });
      } catch {
        await route.fulfill({ status: 404 });
      }
    });
    await page.goto(`${ORIGIN}/index.html?${script}`);
    await page.getByRole('tablist').waitFor();
    return panel;
  }
}

/** One open page of the panel. */
export class PanelPage {
  /** Everything the page complained about: refused loads, exceptions, errors. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
  }

  async place(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  patterns() {
    return this.page.getByRole('listbox', { name: 'Patterns' }).getByRole('option');
  }

  async openPattern(title: string): Promise<void> {
    await this.patterns().filter({ hasText: title }).click();
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
  }

  /** What has been asked of the host so far. */
  requests(): Promise<readonly PanelAction[]> {
    return this.page.evaluate('window.scriptedHost.requests');
  }

  /** Name or text of what has the focus, through every shadow root. */
  focused(): Promise<string> {
    return this.page.evaluate(`(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').replace(/\\s+/g, ' ').trim();
    })()`);
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
