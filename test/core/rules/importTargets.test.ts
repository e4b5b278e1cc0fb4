import { describe, expect, it } from 'vitest';
import { importTargets } from '../../../src/core/rules/importTargets.ts';

describe('importTargets', () => {
  it('resolves relative modules against the importing file', () => {
    expect(importTargets('typescript', 'web/pages/cart.tsx', '../../api/models/order.js')).toContain(
      'api/models/order.ts',
    );
    expect(importTargets('typescript', 'web/pages/cart.tsx', './parts')).toContain(
      'web/pages/parts/index.ts',
    );
  });

  it('tries aliases in every folder above, with and without src', () => {
    const targets = importTargets('tsx', 'apps/web/app/page.tsx', '@/lib/db');
    expect(targets).toEqual(
      expect.arrayContaining(['apps/web/src/lib/db.ts', 'apps/web/lib/db.ts', 'src/lib/db.ts']),
    );
  });

  it('leaves packages alone', () => {
    expect(importTargets('typescript', 'a.ts', 'pg')).toEqual([]);
    expect(importTargets('typescript', 'a.ts', '@supabase/supabase-js')).toEqual([]);
  });

  it('never climbs above the workspace', () => {
    expect(importTargets('typescript', 'a.ts', '../../../../etc/passwd')).toContain('etc/passwd.ts');
  });

  it('resolves Python modules, relative and from any folder above', () => {
    expect(importTargets('python', 'worker/app/jobs/send.py', '..db.session')).toContain(
      'worker/app/db/session.py',
    );
    expect(importTargets('python', 'worker/app/jobs/send.py', 'app.models')).toContain(
      'worker/app/models.py',
    );
    expect(importTargets('python', 'send.py', '.models')).toContain('models.py');
  });

  it('does not guess at .tsx, whose ending alone would decide the layer', () => {
    const targets = importTargets('typescript', 'src/models.ts', './util');
    expect(targets).toContain('src/util.ts');
    expect(targets.filter((path) => path.endsWith('.tsx'))).toEqual([]);
  });

  it('looks only at the name of a Python package that is none of the file’s own folders', () => {
    const targets = importTargets('python', 'app/models.py', 'botocore.handlers');
    expect(targets).toContain('botocore/__init__.py');
    expect(targets.filter((path) => path.includes('handlers'))).toEqual([]);
  });
});
