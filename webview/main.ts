import './app.ts';
import { createEditorHost } from './host.ts';
import { useTranslations } from './l10n.ts';
import { startPanel } from './startPanel.ts';

/** Written into the page by the host: data, never run. */
function translations(): Readonly<Record<string, string>> {
  const text = document.getElementById('translations')?.textContent ?? '{}';
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
}

useTranslations(translations());
startPanel(createEditorHost());
