import { describe, expect, it } from 'vitest';
import { importTargets } from '../../../src/core/rules/importTargets.ts';

describe('importTargets', () => {
  it('resolves relative imports of TypeScript, without guessing at .tsx', () => {
    const targets = importTargets('typescript', 'src/models/order.ts', '../routes/orders.js');
    expect(targets).toContain('src/routes/orders.ts');
    expect(targets.filter((path) => path.endsWith('.tsx'))).toEqual([]);
  });
  it('knows the usual aliases of the source folder', () => {
    expect(importTargets('tsx', 'apps/web/src/a.tsx', '@/lib/db')).toContain('apps/web/src/lib/db.ts');
  });
  it('gives nothing for a package', () => {
    expect(importTargets('typescript', 'src/a.ts', 'express')).toEqual([]);
  });
  it('resolves Python modules relative to the file and to the folders above it', () => {
    expect(importTargets('python', 'app/services/mail.py', '..routers.mail')).toContain(
      'app/routers/mail.py',
    );
    expect(importTargets('python', 'app/services/mail.py', 'app.routers.mail')).toContain(
      'app/routers/mail.py',
    );
  });
  it('looks only at the name of a Python package that is not the file’s own', () => {
    const targets = importTargets('python', 'app/models.py', 'botocore.handlers');
    expect(targets).toContain('botocore/__init__.py');
    expect(targets.filter((path) => path.includes('handlers'))).toEqual([]);
  });
});
