import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGE_IDS } from '../../src/extension/client/documentSelector.ts';
import { COMMAND_IDS, SERVER_COMMAND_IDS } from '../../src/extension/commands/commandIds.ts';
import { LANGUAGE_MODEL_TOOLS } from '../../src/extension/consult/languageModelToolNames.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';
import { parseSettings } from '../../src/server/settings.ts';
import { ALL_TOOLS } from '../../src/tools/allTools.ts';
import { toolDescription } from '../../src/tools/toolDescription.ts';

const root = join(import.meta.dirname, '..', '..');

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category: string;
  readonly enablement?: string;
  readonly icon?: string;
}

interface Setting {
  readonly default: unknown;
  readonly order?: number;
  readonly scope?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

interface Manifest {
  readonly [key: string]: unknown;
  readonly main: string;
  readonly icon: string;
  readonly description: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: unknown };
  };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly submenus: readonly { readonly id: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings?: readonly { readonly command: string }[];
    readonly configuration: readonly {
      readonly title: string;
      readonly order: number;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly completionEvents: readonly string[];
        readonly media: { readonly svg: string; readonly altText: string };
      }[];
    }[];
  };
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

const manifest = readJson<Manifest>('package.json');
const strings = readJson<Readonly<Record<string, string>>>('package.nls.json');
const { contributes } = manifest;
const contributed = contributes.commands.map(({ command }) => command);
const ownCommands: readonly string[] = [...COMMAND_IDS, ...SERVER_COMMAND_IDS];
const settings: Readonly<Record<string, Setting>> = Object.fromEntries(
  contributes.configuration.flatMap(({ properties }) => Object.entries(properties)),
);

/** Text of a manifest value, looked up when it is a `%key%`. */
function shown(value: string): string {
  return value.startsWith('%') ? (strings[value.slice(1, -1)] ?? '') : value;
}

/** Commands that links of the form `command:id` name. */
function linkedCommands(text: string): readonly string[] {
  return [...text.matchAll(/\(command:([\w.]+)/gu)].map((match) => match[1] ?? '');
}

describe('commands', () => {
  it('are contributed when the extension registers them, and only then', () => {
    expect([...contributed].sort()).toEqual([...ownCommands].sort());
  });

  it('share one category and have titles that begin with a verb, without category or emoji', () => {
    const verbs =
      /^(Scan|Cancel|Initialize|Fix|Learn|Apply|Update|Open|Explain|Suppress|Copy|Group|Filter|Clear|Refresh|Show|Restart|Record|Prove|Propose|Check|Add|Remove|Search|Find|Write|Import|Export|Review|Insert|Start|Report|Set|Link|Sign|Choose|Invite|Sync) /u;
    for (const { command, title, category } of contributes.commands) {
      expect(category, command).toBe('Fixward');
      expect(shown(title), command).toMatch(verbs);
      expect(shown(title), command).not.toMatch(/fixward|\p{Extended_Pictographic}/iu);
    }
  });

  it('use product icons', () => {
    for (const { icon } of contributes.commands) if (icon) expect(icon).toMatch(/^\$\([a-z-]+\)$/u);
  });

  it('named in menus and key bindings exist', () => {
    const submenus = contributes.submenus.map(({ id }) => id);
    for (const [menu, items] of Object.entries(contributes.menus)) {
      for (const { command, submenu } of items) {
        if (command !== undefined) expect(contributed, menu).toContain(command);
        else expect(submenus, menu).toContain(submenu);
      }
    }
    for (const { command } of contributes.keybindings ?? []) expect(contributed).toContain(command);
    for (const id of submenus) expect(Object.keys(contributes.menus)).toContain(id);
  });

  it('named in welcome texts and walkthrough steps exist', () => {
    const texts = [
      ...contributes.viewsWelcome.map(({ contents }) => shown(contents)),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => shown(description))),
    ];
    const own = texts.flatMap(linkedCommands).filter((id) => id.startsWith('fixward.'));
    const known = [...contributed, ...viewIds().map((id) => `${id}.focus`)];
    expect(own.length).toBeGreaterThan(5);
    for (const id of own) expect(known).toContain(id);
  });

  it('complete walkthrough steps only when they exist', () => {
    const events = contributes.walkthroughs.flatMap(({ steps }) =>
      steps.flatMap(({ completionEvents }) => completionEvents),
    );
    for (const event of events) expect(contributed).toContain(event.replace(/^onCommand:/u, ''));
  });

  it('that only menus and links can call are kept out of the palette', () => {
    const hidden = contributes.menus.commandPalette?.filter(({ when }) => when === 'false');
    expect(hidden?.map(({ command }) => command).sort()).toEqual([
      'fixward.copyFinding',
      'fixward.copyPattern',
      'fixward.filterPatterns',
      'fixward.groupPatterns',
      'fixward.insertPatternCode',
      'fixward.linkAuditTask',
      'fixward.openAuditedFile',
      'fixward.openDownMigration',
      'fixward.recordFix',
      'fixward.refreshFileAudit',
      'fixward.refreshMigrations',
      'fixward.refreshPatterns',
      'fixward.refreshPlans',
      'fixward.refreshRules',
      'fixward.setAuditNotes',
      'fixward.setAuditOwner',
      'fixward.setAuditStatus',
    ]);
  });

  it('stand in groups of the view title and context menus', () => {
    for (const menu of ['view/title', 'view/item/context']) {
      for (const { group } of contributes.menus[menu] ?? []) expect(group).toMatch(/^[\w]+@\d$/u);
    }
  });
});

describe('settings', () => {
  it('have the defaults that the protocol and the server use', () => {
    const { enable, rules, severities, baseline, limits, run, proof, finalSchema, inlayLocks } =
      DEFAULT_SETTINGS;
    const { library, learn } = DEFAULT_SETTINGS;
    const defaults = Object.fromEntries(
      Object.entries(settings).map(([key, setting]) => [key, setting.default]),
    );
    expect(defaults).toEqual({
      'fixward.enable': enable,
      'fixward.rules': rules,
      'fixward.severities': severities,
      'fixward.baseline.enable': baseline.enable,
      'fixward.limits.fileSizeMaxBytes': limits.fileSizeMaxBytes,
      'fixward.limits.fileLinesMax': limits.fileLinesMax,
      'fixward.run': run,
      'fixward.finalSchema': finalSchema,
      'fixward.inlayLocks.enable': inlayLocks.enable,
      'fixward.library.enable': library.enable,
      'fixward.library.autoApply': library.autoApply,
      'fixward.learn.offer': learn.offer,
      'fixward.learn.raiseAfter': learn.raiseAfter,
      'fixward.learn.testCommand': learn.testCommand,
      'fixward.proof.engine': proof.engine,
      'fixward.proof.postgresFolder': proof.postgresFolder,
      'fixward.store.supabaseUrl': '',
      'fixward.store.publishableKey': '',
      'fixward.store.sync': true,
      'fixward.consult.providers': [],
      'fixward.consult.deepModel': '',
      'fixward.consult.smallModel': '',
      'fixward.consult.useEditorModels': true,
      'fixward.consult.budget': {},
      'fixward.consult.notifications': 'important',
      'fixward.mcp.servers': [],
      'fixward.confidence.samples': 0,
      'fixward.confidence.consensusModels': [],
      'fixward.confidence.askConfidence': false,
      'fixward.confidence.errorRateMax': 0,
      'fixward.confidence.metricsPort': 0,
      'fixward.trace.server': 'off',
    });
    expect(parseSettings({})).toEqual(DEFAULT_SETTINGS);
  });

  it('are described, ordered and scoped, in titled groups', () => {
    for (const { title, order, properties } of contributes.configuration) {
      expect(shown(title)).not.toBe('');
      expect(order).toBeGreaterThan(0);
      for (const [key, setting] of Object.entries(properties)) {
        expect(shown(setting.markdownDescription ?? '').length, key).toBeGreaterThan(20);
        expect(setting.order, key).toBeGreaterThan(0);
        const machine = /^fixward\.(?:proof\.|store\.|consult\.|mcp\.|confidence\.|learn\.testCommand)/u.test(
          key,
        );
        if (!machine) expect(setting.scope, key).toBe('window');
        if (setting.enum) expect(setting.enumDescriptions, key).toHaveLength(setting.enum.length);
      }
    }
  });

  it('that say where patterns are sent come from the user’s machine, never from a workspace', () => {
    expect(settings['fixward.store.supabaseUrl']?.scope).toBe('machine');
    expect(settings['fixward.store.publishableKey']?.scope).toBe('machine');
  });

  it('that say which models and servers are asked come from the user’s machine, never from a workspace', () => {
    for (const [key, { scope }] of Object.entries(settings)) {
      // What is withheld asks nobody: a workspace may withhold more, and is read so.
      if (key === 'fixward.confidence.errorRateMax') expect(scope).toBe('window');
      else if (/^fixward\.(?:consult|mcp|confidence)\./u.test(key)) expect(scope, key).toBe('machine');
    }
  });

  it('that choose a program to run come from the user’s machine, never from a workspace', () => {
    expect(settings['fixward.proof.postgresFolder']?.scope).toBe('machine');
    // A workspace may ask for a local engine; which one that is, only the machine says.
    expect(settings['fixward.proof.engine']?.scope).toBe('machine-overridable');
    // How a project is tested is the project's own; one that is not trusted has no say.
    expect(settings['fixward.learn.testCommand']?.scope).toBe('machine-overridable');
  });

  it('link to settings that exist', () => {
    const links = Object.values(strings).flatMap((text) => [...text.matchAll(/`#([\w.]+)#`/gu)]);
    for (const [, key] of links) expect(Object.keys(settings)).toContain(key);
  });

  it('never hold a key, a path or a command', () => {
    // A publishable key is made to be public; it is a setting so that a team can share it. A folder's tests are its own.
    const meant = ['fixward.store.publishableKey', 'fixward.learn.testCommand'];
    const keys = Object.keys(settings).filter((key) => !meant.includes(key));
    for (const key of keys) expect(key).not.toMatch(/key|token|secret|password|path|command/iu);
  });

  it('of an untrusted workspace cannot switch checks off or raise limits', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(supported).toBe('limited');
    expect(Object.keys(settings)).toEqual(expect.arrayContaining([...restrictedConfigurations]));
    expect(restrictedConfigurations).toEqual([
      'fixward.enable',
      'fixward.rules',
      'fixward.baseline.enable',
      'fixward.limits.fileSizeMaxBytes',
      'fixward.limits.fileLinesMax',
      'fixward.finalSchema',
      'fixward.library.autoApply',
      'fixward.learn.raiseAfter',
      'fixward.learn.testCommand',
      'fixward.proof.engine',
      'fixward.proof.postgresFolder',
      'fixward.store.supabaseUrl',
      'fixward.store.publishableKey',
      'fixward.store.sync',
      'fixward.consult.providers',
      'fixward.consult.deepModel',
      'fixward.consult.smallModel',
      'fixward.consult.useEditorModels',
      'fixward.consult.budget',
      'fixward.consult.notifications',
      'fixward.mcp.servers',
      'fixward.confidence.samples',
      'fixward.confidence.consensusModels',
      'fixward.confidence.askConfidence',
      'fixward.confidence.errorRateMax',
      'fixward.confidence.metricsPort',
    ]);
  });
});

describe('the manifest', () => {
  it('takes every shown text from package.nls.json, and every text there is shown', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/"%([\w.-]+)%"/gu)].map((match) => match[1]));
    expect([...used].sort()).toEqual(Object.keys(strings).sort());
  });

  it('asks for the editor version whose API it compiles against', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });

  it('activates for the languages the client serves, for a panel that was left open, and for nothing else', () => {
    expect(manifest.activationEvents).toEqual([
      ...LANGUAGE_IDS.map((id) => `onLanguage:${id}`),
      'onWebviewPanel:fixward.panelTab',
    ]);
  });

  it('has what the marketplace shows', () => {
    expect(manifest.publisher).toBe('fixward');
    expect(manifest.displayName).toBe('Fixward');
    expect(manifest.license).toBe('MIT');
    expect(manifest.pricing).toBe('Free');
    expect(manifest.extensionKind).toEqual(['workspace']);
    expect(manifest.capabilities.virtualWorkspaces.supported).toBe(false);
    expect(shown(manifest.description).length).toBeLessThan(200);
    for (const category of manifest.categories) {
      expect(['Linters', 'Programming Languages', 'Other']).toContain(category);
    }
    expect(manifest.keywords.length).toBeLessThanOrEqual(5);
    for (const key of ['repository', 'bugs', 'homepage', 'qna', 'galleryBanner']) {
      expect(manifest[key], key).toBeDefined();
    }
  });

  it('has a square PNG icon of at least 128 pixels', () => {
    const png = readFileSync(join(root, manifest.icon));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect(width).toBe(height);
    expect(width).toBeGreaterThanOrEqual(128);
  });

  it('gives walkthrough pictures a text and colours of the theme', () => {
    const media = contributes.walkthroughs.flatMap(({ steps }) => steps.map((step) => step.media));
    expect(media.length).toBeGreaterThanOrEqual(4);
    for (const { svg, altText } of media) {
      expect(shown(altText).length).toBeGreaterThan(10);
      const text = readFileSync(join(root, svg), 'utf8');
      expect(text).toContain('var(--vscode-');
      expect(text.replaceAll(/var\(--vscode-[\w-]+, #[0-9a-f]{6}\)/gu, ''), svg).not.toMatch(
        /#[0-9a-f]{3,6}\b/iu,
      );
    }
  });

  it('has a welcome for each view', () => {
    const welcomed = new Set(contributes.viewsWelcome.map(({ view }) => view));
    // A page designs its own empty states.
    expect([...welcomed].sort()).toEqual([...viewIds()].filter((id) => id !== 'fixward.panel').sort());
  });
});

describe('translatable texts of the source', () => {
  it('stand in the bundle that translators get', () => {
    const bundle = Object.keys(readJson<Record<string, string>>('l10n/bundle.l10n.json'));
    const used = new Set(
      sources().flatMap((text) =>
        [...text.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/gu)].map((m) => m[1] ?? ''),
      ),
    );
    expect(used.size).toBeGreaterThan(30);
    expect(bundle.sort()).toEqual([...used].sort());
  });

  it('take their values as parameters', () => {
    for (const text of sources()) expect(text).not.toMatch(/l10n\.t\(\s*[`"]/u);
  });
});

function viewIds(): readonly string[] {
  return Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id));
}

function sources(): readonly string[] {
  return [join(root, 'src', 'extension'), join(root, 'webview')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
}

describe('tools for the editor’s agents', () => {
  const tools = readJson<{
    readonly contributes: {
      readonly languageModelTools: readonly {
        readonly name: string;
        readonly inputSchema: {
          readonly properties: Readonly<Record<string, unknown>>;
          readonly required?: readonly string[];
        };
      }[];
    };
  }>('package.json').contributes.languageModelTools;

  it('are contributed when the extension registers them, and only then', () => {
    expect(tools.map(({ name }) => name).sort()).toEqual(Object.keys(LANGUAGE_MODEL_TOOLS).sort());
  });

  it.each(tools)('$name asks for what the tool behind it takes', ({ name, inputSchema }) => {
    const tool = ALL_TOOLS.find((known) => known.name === LANGUAGE_MODEL_TOOLS[name]);
    expect(tool?.action).toMatch(/^read_|^propose$/u);
    const { properties, required = [] } = tool ? toolDescription(tool).inputSchema : {};
    expect(Object.keys(properties ?? {})).toEqual(
      expect.arrayContaining(Object.keys(inputSchema.properties)),
    );
    expect(inputSchema.required ?? []).toEqual(required);
  });
});
