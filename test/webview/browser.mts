import { ensureChromium } from '../../scripts/lib/ensureChromium.mjs';

/** Installs the browser once, before files that run side by side ask for it. */
export async function setup(): Promise<void> {
  await ensureChromium();
}
