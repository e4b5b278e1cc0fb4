import { describe, expect, it } from 'vitest';
import {
  powersBeyondReading,
  type RolePowers,
  readOnlyRoleSql,
  roleWarning,
} from '../../../../src/core/policy/sql/readOnlyRole.ts';

const reader: RolePowers = {
  name: 'reader',
  superuser: false,
  bypassesRowSecurity: false,
  createsRoles: false,
  createsDatabases: false,
  replicates: false,
  memberships: [],
  ownsRelations: false,
  writesRelations: false,
  createsObjects: false,
};

describe('a role for reading', () => {
  it('is not warned of when it can only read', () => {
    expect(roleWarning(reader)).toBeUndefined();
  });

  it('is told with all it can do beyond', () => {
    const powers = {
      ...reader,
      ownsRelations: true,
      writesRelations: true,
      memberships: ['pg_write_all_data'],
    };
    expect(powersBeyondReading(powers)).toEqual([
      'owns tables',
      'may write to tables',
      'is a member of pg_write_all_data',
    ]);
    expect(roleWarning(powers)).toMatch(/^No dedicated read-only role: reader owns tables/u);
    expect(powersBeyondReading({ ...powers, superuser: true })).toEqual(['is a superuser']);
  });

  it('quotes names, and keeps them in their lines', () => {
    const sql = readOnlyRoleSql({
      name: 'a"b\n; DROP TABLE x; --',
      database: 'd',
      schemas: ['public', 'my "shop"'],
    });
    expect(sql).toContain('CREATE ROLE "a""b\n; DROP TABLE x; --" LOGIN');
    expect(sql).toContain('GRANT USAGE ON SCHEMA "my ""shop""" TO');
    expect(sql).toContain('\\password a"b ; DROP TABLE x; --\n');
  });
});
