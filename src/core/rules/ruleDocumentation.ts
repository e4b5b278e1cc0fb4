import { markdownFence } from '../text/markdownFence.ts';
import type { Language } from './languages.ts';
import type { Rule, RuleExample, Severity } from './ruleModel.ts';

export interface RuleDocumentationOptions {
  /** Severity in force, when the project changed it. */
  readonly severity?: Severity;
  /** Names of layers by number. */
  readonly layerNames?: ReadonlyMap<number, string>;
}

/** Comment that suppresses the next line, as each language writes it. */
const COMMENT_OF_LANGUAGE: Readonly<Partial<Record<Language, (text: string) => string>>> = {
  python: (text) => `# ${text}`,
  ruby: (text) => `# ${text}`,
  yaml: (text) => `# ${text}`,
  bash: (text) => `# ${text}`,
  sql: (text) => `-- ${text}`,
  html: (text) => `<!-- ${text} -->`,
  css: (text) => `/* ${text} */`,
};

const LANGUAGE_TITLES: Readonly<Record<Language, string>> = {
  typescript: 'TypeScript',
  tsx: 'TSX',
  javascript: 'JavaScript',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  rust: 'Rust',
  ruby: 'Ruby',
  php: 'PHP',
  csharp: 'C#',
  kotlin: 'Kotlin',
  yaml: 'YAML',
  json: 'JSON',
  html: 'HTML',
  css: 'CSS',
  bash: 'Bash',
  sql: 'SQL',
};

/** The page of one rule as Markdown: why it is, what it finds, how to mend it, and how to switch or silence it. */
export function ruleDocumentation(rule: Rule, options: RuleDocumentationOptions = {}): string {
  const sections = [
    `# ${rule.title}`,
    `\`${rule.id}\``,
    factsTable(rule, options),
    sentence(rule.message),
    ...(rule.actionRequired === rule.message ? [] : [`**What to do:** ${sentence(rule.actionRequired)}`]),
    ...(rule.why === rule.message ? [] : ['## Why', rule.why.trim()]),
    ...(rule.howToFix === rule.message ? [] : ['## How to fix', rule.howToFix.trim()]),
    ...fixSection(rule),
    ...exampleSections(rule),
    ...suppressionSection(rule),
    ...configurationSection(rule),
    ...referenceSection(rule),
  ];
  return `${sections.join('\n\n')}\n`;
}

function factsTable(rule: Rule, { severity, layerNames }: RuleDocumentationOptions): string {
  const shown = severity ?? rule.severity;
  const changed = shown === rule.severity ? '' : ` (${rule.severity} unless configured)`;
  const rows: readonly (readonly [string, string])[] = [
    ['Severity', shown + changed],
    ['Problem', rule.problemType],
    ['Kind', rule.kind],
    [
      'Languages',
      rule.languages.length > 12 ? 'all' : rule.languages.map((name) => LANGUAGE_TITLES[name]).join(', '),
    ],
    ['Layers', layersOf(rule, layerNames)],
    ...(rule.workflows ? [['Workflows', rule.workflows.join(', ')] as const] : []),
    ...(rule.exceptPaths ? [['Not in', rule.exceptPaths.map(inlineCode).join(', ')] as const] : []),
    ['Runs', rule.optIn === true ? 'only when switched on' : 'by default'],
    ...(rule.aliases ? [['Also known as', rule.aliases.map(inlineCode).join(', ')] as const] : []),
  ];
  return [
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${value.replaceAll('|', '\\|')} |`),
  ].join('\n');
}

function layersOf(rule: Rule, names: ReadonlyMap<number, string> | undefined): string {
  if (!rule.layers) return 'every file';
  return rule.layers
    .map((layer) => {
      const name = names?.get(layer);
      return name === undefined ? String(layer) : `${layer} ${name}`;
    })
    .join(', ');
}

function fixSection(rule: Rule): readonly string[] {
  const titles = new Map<string, string>();
  for (const matcher of rule.match) {
    if (matcher.kind === 'learned') titles.set(matcher.fixTitle, 'suggest');
    if (matcher.kind !== 'tree' && matcher.kind !== 'sqlPattern') continue;
    for (const { title, kind } of matcher.fixes ?? []) titles.set(title.replaceAll('$', ''), kind);
  }
  if (titles.size === 0) return [];
  const lines = [...titles].map(([title, kind]) => `- ${title}${FIX_KIND_NOTES[kind] ?? ''}`);
  return [`Quick fixes, each offered only where it was tried on a copy and holds:\n\n${lines.join('\n')}`];
}

const FIX_KIND_NOTES: Readonly<Record<string, string>> = {
  auto: ' (also by fix all)',
  suggest: ' (needs your choice)',
  recipe: ' (several steps)',
};

function exampleSections(rule: Rule): readonly string[] {
  const { fires, silent } = rule.examples;
  return [
    ...(fires.length > 0 ? ['## Found', ...fires.flatMap((example) => firingExample(rule, example))] : []),
    ...(silent.length > 0 ? ['## Not found', ...silent.map((example) => exampleBlock(rule, example))] : []),
  ];
}

function firingExample(rule: Rule, example: RuleExample): readonly string[] {
  if (example.fixed === undefined) return [exampleBlock(rule, example)];
  return [
    exampleBlock(rule, example),
    example.fixed === '' ? 'becomes an empty file.' : 'becomes',
    ...(example.fixed === '' ? [] : [codeBlock(example.fixed, languageOf(rule, example))]),
  ];
}

function exampleBlock(rule: Rule, example: RuleExample): string {
  const block = codeBlock(example.code, languageOf(rule, example));
  return example.path === undefined ? block : `In ${inlineCode(example.path)}:\n\n${block}`;
}

function languageOf(rule: Rule, example: RuleExample): string {
  return example.language ?? rule.languages[0] ?? '';
}

function suppressionSection(rule: Rule): readonly string[] {
  const language = rule.examples.fires[0]?.language ?? rule.languages[0] ?? 'typescript';
  const comment = COMMENT_OF_LANGUAGE[language] ?? ((text: string) => `// ${text}`);
  return [
    '## When it is right as it is',
    'Say so beside the code, with the reason:',
    codeBlock(comment(`fixward-ignore-next-line ${rule.id}: why this is right here`), language),
    `\`fixward-ignore-file ${rule.id}: reason\` at the top covers the whole file.`,
  ];
}

function configurationSection(rule: Rule): readonly string[] {
  const lines = [
    'rules:',
    `  ${rule.id}: ${rule.optIn === true ? 'on' : 'off'}`,
    `  # or a severity: ${rule.id}: LOW`,
  ];
  return [
    '## Settings',
    'In `.fixward/config.yaml` for everybody, or in the setting `fixward.rules` for yourself:',
    codeBlock(lines.join('\n'), 'yaml'),
  ];
}

function referenceSection(rule: Rule): readonly string[] {
  if (!rule.references || rule.references.length === 0) return [];
  return ['## References', rule.references.map((link) => `- <${link}>`).join('\n')];
}

/** The fence is longer than any run of backticks inside. */
function codeBlock(code: string, language: string): string {
  const fence = markdownFence(code);
  return `${fence}${language}\n${code.replace(/\r\n?/gu, '\n').replace(/\n+$/u, '')}\n${fence}`;
}

function inlineCode(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** Metavariables read as names: the page speaks of every match, not of one. */
function sentence(text: string): string {
  return text.replace(/\$+([A-Z][A-Z0-9_]*)/gu, '`$1`');
}
