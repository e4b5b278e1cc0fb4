import { cell, readManifest } from './manifestText.mjs';

/** The settings of package.json as a Markdown table. */
export function settingsTable() {
  const rows = readManifest().contributes.configuration.flatMap(({ properties }) =>
    Object.entries(properties).map(([key, setting]) => {
      const choices = (setting.enum ?? []).map(
        (value, index) => `\`${value}\`: ${setting.enumDescriptions?.[index] ?? ''}`,
      );
      const text = [setting.markdownDescription.replaceAll(/`#([\w.]+)#`/g, '`$1`'), ...choices].join(' ');
      return `| \`${key}\` | ${cell(text)} | \`${JSON.stringify(setting.default)}\` |`;
    }),
  );
  return ['| Setting | What it does | Default |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The commands that the palette shows, as a Markdown table. */
export function commandsTable() {
  const { commands, menus } = readManifest().contributes;
  const hidden = new Set(
    (menus.commandPalette ?? []).filter(({ when }) => when === 'false').map(({ command }) => command),
  );
  const rows = commands
    .filter(({ command }) => !hidden.has(command))
    .map(({ command, title }) => `| Fixward: ${cell(title)} | \`${command}\` |`);
  return ['| Command | Id |', '| --- | --- |', ...rows].join('\n');
}
