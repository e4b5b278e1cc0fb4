import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/editor/**', 'test/e2e/**', 'test/package/**', 'test/bench/**'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    globals: false,
  },
});
