import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Frame, type Locator, type Page } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/lib/ensureChromium.mjs';
import { editorCache, testResults } from '../../scripts/lib/paths.mjs';
import { layOutSample } from '../../scripts/lib/sampleWorkspace.mjs';
import {
  installVsix,
  type RunningServer,
  startVscodeServer,
  userFolderOf,
} from '../../scripts/lib/startVscodeServer.mjs';
import { seedUserSettings, themes } from '../../scripts/lib/userSettings.mjs';
import { currentTarget, vsixFile } from '../../scripts/lib/vsix.mjs';

export type ThemeName = keyof typeof themes;

const themeNames: readonly ThemeName[] = ['light', 'dark', 'contrast'];

const THEME_CLASSES: Readonly<Record<ThemeName, string>> = {
  light: 'vs',
  dark: 'vs-dark',
  contrast: 'hc-black',
};
/** As the list of themes calls them. */
const THEME_LABELS: Readonly<Record<ThemeName, string>> = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  contrast: 'Dark High Contrast',
};
const THEME_WAIT_MS = 300;

/** A wait inside a test; a loaded machine with two cores is slow but not this slow. */
const stepTimeoutMs = 20_000;

export interface WorkbenchOptions {
  readonly theme?: ThemeName;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly size?: { readonly width: number; readonly height: number };
}

/** A real VS Code with the packaged extension installed and a fresh copy of the sample workspace open. */
export class Workbench {
  private constructor(
    readonly page: Page,
    /** The copy of the sample workspace, on disk. */
    readonly folder: string,
    private theme: ThemeName,
    private readonly browser: Browser,
    private readonly server: RunningServer,
    private readonly home: string,
    /** What pages wanted to load or run and their content policy refused; those of the editor's own pages too. */
    readonly refusals: readonly string[],
  ) {}

  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const theme = options.theme ?? 'dark';
    mkdirSync(editorCache, { recursive: true });
    const home = mkdtempSync(join(editorCache, 'e2e-'));
    const folder = join(home, 'orders');
    await layOutSample(folder, { reuse: false });
    const folders = { dataFolder: join(home, 'server'), extensionsFolder: join(home, 'extensions') };
    await installVsix(process.env.FIXWARD_VSIX ?? vsixFile(currentTarget), folders);
    seedUserSettings(userFolderOf(folders.dataFolder), {
      'security.workspace.trust.enabled': false,
      'workbench.colorTheme': themes[theme],
      'editor.minimap.enabled': false,
      // A blinking caret would make two shots of the same state differ.
      'editor.cursorBlinking': 'solid',
      ...options.settings,
    });
    const server = await startVscodeServer({
      ...folders,
      // A library of its own, and a service that ends soon after the editor.
      environment: { FIXWARD_HOME: join(home, 'fixward-home'), FIXWARD_SERVICE_IDLE_MS: '10000' },
    });
    const browser = await chromium.launch({
      executablePath: await ensureChromium(),
      args: [...chromiumArgs],
    });
    const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
    page.setDefaultTimeout(stepTimeoutMs);
    const refusals: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy/u.test(message.text())) {
        refusals.push(`${message.text()} (${message.location().url})`);
      }
    });
    await page.goto(server.address(folder));
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 3 * stepTimeoutMs });
    return new Workbench(page, folder, theme, browser, server, home, refusals);
  }

  /** Ends the editor and removes everything it wrote. */
  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Takes the mouse and the focus ring out of the picture. */
  async settle(): Promise<void> {
    await this.page.mouse.move(640, 8);
    await this.page.locator('.workbench-hover-container .monaco-hover').waitFor({ state: 'hidden' });
  }

  /** Makes the side bar wider or narrower by dragging its edge. */
  async widenSideBar(byPixels: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (box === null) throw new Error('the side bar is closed');
    await this.#drag({ x: box.x + box.width + 2, y: box.y + box.height / 2 }, byPixels);
  }

  /** Makes the bar that holds the panel wider or narrower by dragging its edge. */
  async widenPanel(byPixels: number): Promise<void> {
    const box = await this.page.locator('.part.auxiliarybar').boundingBox();
    if (box === null) throw new Error('the panel is closed');
    await this.#drag({ x: box.x - 2, y: box.y + box.height / 2 }, -byPixels);
  }

  async #drag(edge: { readonly x: number; readonly y: number }, byPixels: number): Promise<void> {
    await this.page.mouse.move(edge.x, edge.y);
    await this.page.mouse.down();
    await this.page.mouse.move(edge.x + byPixels, edge.y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** Keeps what is on the screen as test-results/screenshots/THEME/NAME.png. */
  async screenshot(name: string): Promise<string> {
    const path = join(testResults, 'screenshots', this.theme, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }

  /** Keeps the same state as a picture in each theme; the first one comes back. */
  async inEachTheme(name: string): Promise<void> {
    const first = this.theme;
    for (const theme of themeNames) {
      await this.setTheme(theme);
      await this.screenshot(name);
    }
    await this.setTheme(first);
  }

  /** Chooses another theme, as a user does. */
  async setTheme(theme: ThemeName): Promise<void> {
    if (theme === this.theme) return;
    await this.page.keyboard.press('ControlOrMeta+K');
    await this.page.keyboard.press('ControlOrMeta+T');
    const input = this.quickInput().getByPlaceholder(/Color Theme/u);
    await input.waitFor();
    await input.fill(THEME_LABELS[theme]);
    await this.quickInput().locator('.monaco-list-row.focused', { hasText: THEME_LABELS[theme] }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${THEME_CLASSES[theme]}`).waitFor();
    this.theme = theme;
    // Pages in webviews are told a moment later.
    await this.page.waitForTimeout(THEME_WAIT_MS);
  }

  /** Refusals of the panel's pages, without those of the editor's own. */
  refusalsOfPanel(): readonly string[] {
    return this.refusals.filter(
      (refusal) => !(/\/out\/vs\//u.test(refusal) && !/webview\/browser\/pre\//u.test(refusal)),
    );
  }

  /** Opens a file of the workspace by its path and puts the caret on a 1-based line and column. */
  async openFile(path: string, at?: { readonly line: number; readonly column?: number }): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(path);
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused');
    await row.filter({ hasText: basename(path) }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: basename(path) }).waitFor();
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
    if (at !== undefined) await this.goTo(at.line, at.column ?? 1);
  }

  /** Puts the caret on a 1-based line and column of the active editor. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** Puts the caret into the first place of a text in the active editor's file, as it is on disk. */
  async goToText(path: string, text: string): Promise<void> {
    const content = this.fileText(path);
    const offset = content.indexOf(text);
    if (offset < 0) throw new Error(`${path} does not contain ${text}`);
    const before = content.slice(0, offset).split('\n');
    await this.goTo(before.length, (before.at(-1) ?? '').length + 1);
  }

  /** Runs a command by its title in the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused');
    await row.filter({ hasText: title }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Shows the Problems panel and gives back its rows. */
  async openProblems(): Promise<Locator> {
    await this.runCommand('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  /** Opens the light bulb's menu at the caret and gives back its entries. */
  async openLightBulb(): Promise<Locator> {
    const entries = this.page.locator('.action-widget .monaco-list-row.action');
    // A key pressed while the focus is on its way back to the editor is lost.
    for (const deadline = Date.now() + stepTimeoutMs; ; ) {
      await this.page.keyboard.press('ControlOrMeta+.');
      const shown = await entries
        .first()
        .waitFor({ timeout: stepTimeoutMs / 4 })
        .then(() => true)
        .catch(() => false);
      if (shown) return entries;
      if (Date.now() > deadline) throw new Error('the light bulb’s menu does not open');
    }
  }

  /** Chooses an entry of the open light bulb menu by a part of its words. */
  async choose(words: string): Promise<void> {
    await this.page.locator('.action-widget .monaco-list-row.action', { hasText: words }).first().click();
    await this.page.locator('.action-widget .monaco-list-row').first().waitFor({ state: 'hidden' });
  }

  /** Shows the hover at the caret and gives it back. */
  async openHover(): Promise<Locator> {
    await this.page.keyboard.press('ControlOrMeta+K');
    await this.page.keyboard.press('ControlOrMeta+I');
    const hover = this.page.locator('.monaco-resizable-hover .monaco-hover');
    await hover.first().waitFor();
    return hover.first();
  }

  /** The squiggles on the lines that the active editor shows. */
  squiggles(): Locator {
    return this.page.locator('.editor-instance .view-overlays [class*="squiggly-"]');
  }

  /** Opens a view container of the activity bar by its title. */
  async openContainer(title: string): Promise<Locator> {
    const tab = this.page
      .locator('.activitybar .action-item')
      .filter({ has: this.page.getByLabel(title) })
      .first();
    await tab.click();
    const sideBar = this.page.locator('.part.sidebar');
    await sideBar.getByText(title).first().waitFor();
    return sideBar;
  }

  /** Fixward's item of the status bar. */
  statusItem(): Locator {
    return this.page.locator('.statusbar-item[id="fixward.fixward.fixward.status"]');
  }

  /** The panel's page in the side bar or in an editor tab, once it has drawn its places. */
  async panel(shape: 'side' | 'editor'): Promise<Frame> {
    const deadline = Date.now() + stepTimeoutMs;
    for (;;) {
      for (const frame of this.page.frames()) {
        const tabs = frame.locator(`body[data-shape="${shape}"] fw-panel [role=tab]`);
        // A frame may be taken away while it is asked.
        const count = await tabs.count().catch(() => 0);
        if (count > 0) return frame;
      }
      if (Date.now() > deadline) throw new Error(`no page of the panel is open in the ${shape}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Closes the active editor by its tab; the command's name is the beginning of several others. */
  async closeEditor(): Promise<void> {
    const tabs = this.page.locator('.tab');
    const left = (await tabs.count()) - 1;
    await this.page.locator('.tab.active .tab-actions .action-label').click();
    for (const deadline = Date.now() + stepTimeoutMs; (await tabs.count()) > left; ) {
      if (Date.now() > deadline) throw new Error('the editor does not close');
      await this.page.waitForTimeout(50);
    }
  }

  /** Unfolds one view of Fixward's container. */
  async unfold(view: string): Promise<Locator> {
    const pane = this.page.locator('.part.sidebar .pane', {
      has: this.page.locator('.pane-header', { hasText: view }),
    });
    const header = pane.locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    return pane;
  }

  async fold(view: string): Promise<void> {
    const header = this.page.locator('.part.sidebar .pane-header', { hasText: view });
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }

  /** The rows of one view of the side bar. */
  treeRows(): Locator {
    return this.page.locator('.part.sidebar .pane.expanded .monaco-list-row');
  }

  /** Saves the active editor, which must have been changed. */
  async save(): Promise<void> {
    await this.page.locator('.tab.active.dirty').waitFor();
    await this.page.keyboard.press('ControlOrMeta+S');
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  /** How many findings the installed extension's own command line counts in the workspace. */
  checkFromCommandLine(): number {
    const extensions = join(this.home, 'extensions');
    const name = readdirSync(extensions).find((entry) => entry.startsWith('fixward.fixward-'));
    const cli = join(extensions, String(name), 'dist', 'cli.mjs');
    // Findings end it with 1, so the exit code says nothing here.
    const { stdout } = spawnSync(process.execPath, [cli, 'check', '--format', 'json'], {
      cwd: this.folder,
      env: { ...process.env, FIXWARD_HOME: join(this.home, 'fixward-home') },
      encoding: 'utf8',
    });
    return JSON.parse(stdout).findings.length;
  }

  /** Names of the pattern files in the workspace. */
  patternFiles(): readonly string[] {
    const folder = join(this.folder, '.fixward', 'patterns');
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** A file of the workspace as it is on disk. */
  fileText(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }
}

function basename(path: string): string {
  return path.split('/').at(-1) ?? path;
}
