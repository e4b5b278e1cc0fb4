import { describe, expect, it } from 'vitest';
import { ALL_TOOLS } from '../../src/tools/allTools.ts';
import { toolDescription } from '../../src/tools/toolDescription.ts';

/** Every request to a model carries all of it. */
const SCHEMA_BYTES_MAX = 8 * 1024;

describe('ALL_TOOLS', () => {
  it('has names that are unique and written alike', () => {
    const names = ALL_TOOLS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/u);
  });

  it('is described in little', () => {
    const described = ALL_TOOLS.map(toolDescription).map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
    }));
    expect(JSON.stringify(described).length).toBeLessThan(SCHEMA_BYTES_MAX);
    for (const { inputSchema } of described) {
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(JSON.stringify(inputSchema)).not.toContain('$schema');
    }
  });
});
