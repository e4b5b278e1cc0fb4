import { PanelApp } from './app.ts';
import type { Host } from './host.ts';
import { Panel } from './state/panel.ts';

/** Puts the panel into the page. */
export function startPanel(host: Host): void {
  const app = new PanelApp();
  app.panel = new Panel(host);
  document.body.append(app);
  // What stood here until the script was read goes in the same frame in which the panel is drawn.
  void app.updateComplete.then(() => document.getElementById('shell')?.remove());
}
