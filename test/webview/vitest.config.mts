import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/webview/*.test.ts'],
    globalSetup: ['test/webview/browser.mts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
