const ONE_GEOMETRY_TO_NUMBER = ['st_x', 'st_y', 'st_z', 'st_area', 'st_length', 'st_perimeter'];
const ONE_GEOMETRY_TO_GEOMETRY = [
  'st_centroid',
  'st_envelope',
  'st_makevalid',
  'st_boundary',
  'st_pointonsurface',
];
const TWO_GEOMETRIES_TO_TRUTH = [
  ...['st_contains', 'st_within', 'st_intersects', 'st_equals', 'st_covers', 'st_coveredby', 'st_touches'],
  ...['st_overlaps', 'st_crosses', 'st_disjoint'],
];
const TWO_GEOMETRIES_TO_GEOMETRY = ['st_union', 'st_intersection', 'st_difference', 'st_makeline'];

/**
 * A type that keeps its text. Modifiers such as `(Point, 4326)` are taken and forgotten by a function that answers 0
 * whatever it is given. Indexes of kind GiST hold its bytes in order.
 */
function textType(name: string): string {
  const internal = 'language internal immutable strict parallel safe';
  const support = (role: string, args: string, returns: string): string =>
    `create function ${name}_gist_${role}(${args}) returns ${returns} language c immutable strict
      as '$libdir/btree_gist', 'gbt_bytea_${role}';`;
  return `create type ${name};
    create function ${name}_in(cstring) returns ${name} ${internal} as 'textin';
    create function ${name}_out(${name}) returns cstring ${internal} as 'textout';
    create function ${name}_typmod_in(cstring[]) returns int ${internal} as 'pg_trigger_depth';
    create function ${name}_typmod_out(int) returns cstring ${internal} as 'numerictypmodout';
    create type ${name} (input = ${name}_in, output = ${name}_out, typmod_in = ${name}_typmod_in,
      typmod_out = ${name}_typmod_out, like = text);
    create cast (${name} as text) without function;
    create cast (text as ${name}) without function as implicit;
    ${support('consistent', `internal, ${name}, int2, oid, internal`, 'boolean')}
    ${support('union', 'internal, internal', 'bytea')}
    ${support('penalty', 'internal, internal, internal', 'internal')}
    ${support('picksplit', 'internal, internal', 'internal')}
    ${support('same', 'bytea, bytea, internal', 'internal')}
    ${support('compress', 'internal', 'internal')}
    create function ${name}_gist_decompress(internal) returns internal language c immutable strict
      as '$libdir/btree_gist', 'gbt_var_decompress';
    create operator class gist_${name}_ops default for type ${name} using gist as
      function 1 ${name}_gist_consistent(internal, ${name}, int2, oid, internal),
      function 2 ${name}_gist_union(internal, internal),
      function 3 ${name}_gist_compress(internal),
      function 4 ${name}_gist_decompress(internal),
      function 5 ${name}_gist_penalty(internal, internal, internal),
      function 6 ${name}_gist_picksplit(internal, internal),
      function 7 ${name}_gist_same(bytea, bytea, internal),
      storage bytea;`;
}

function operators(type: string): string {
  return `create operator && (leftarg = ${type}, rightarg = ${type}, function = st_intersects);
    create operator <-> (leftarg = ${type}, rightarg = ${type}, function = st_distance);`;
}

function functions(type: string): readonly string[] {
  const make = (name: string, args: string, returns: string, value: string): string =>
    `create function ${name}(${args}) returns ${returns} language sql immutable as 'select ${value}';`;
  return [
    ...ONE_GEOMETRY_TO_NUMBER.map((name) => make(name, type, 'float8', '0::float8')),
    ...ONE_GEOMETRY_TO_GEOMETRY.map((name) => make(name, type, type, '$1')),
    ...TWO_GEOMETRIES_TO_TRUTH.map((name) => make(name, `${type}, ${type}`, 'boolean', 'true')),
    ...TWO_GEOMETRIES_TO_GEOMETRY.map((name) => make(name, `${type}, ${type}`, type, '$1')),
    make('st_distance', `${type}, ${type}`, 'float8', '0::float8'),
    make('st_dwithin', `${type}, ${type}, float8`, 'boolean', 'true'),
    make('st_buffer', `${type}, float8`, type, '$1'),
    make('st_asgeojson', `${type}, int default 9`, 'text', "''{}''::text"),
    make('st_astext', type, 'text', '$1::text'),
    make('st_srid', type, 'int', '4326'),
    make('st_isvalid', type, 'boolean', 'true'),
    make('st_geometrytype', type, 'text', "''ST_Point''::text"),
    make('st_simplify', `${type}, float8`, type, '$1'),
    make('st_transform', `${type}, int`, type, '$1'),
    make('st_setsrid', `${type}, int`, type, '$1'),
  ];
}

export const POSTGIS_STUB = {
  sql: [
    textType('geometry'),
    textType('geography'),
    `create type box2d as (stub text);
    create type box3d as (stub text);
    create cast (geometry as geography) without function as implicit;
    create cast (geography as geometry) without function as assignment;
    create table spatial_ref_sys (srid int primary key, auth_name varchar(256), auth_srid int, srtext varchar(2048),
      proj4text varchar(2048));
    create function st_makepoint(float8, float8) returns geometry language sql immutable as 'select ''''::text::@extschema@.geometry';
    create function st_point(float8, float8) returns geometry language sql immutable as 'select ''''::text::@extschema@.geometry';
    create function st_point(float8, float8, int) returns geometry language sql immutable as 'select ''''::text::@extschema@.geometry';
    create function st_geomfromtext(text, int default 0) returns geometry language sql immutable as 'select $1::@extschema@.geometry';
    create function st_geomfromgeojson(text) returns geometry language sql immutable as 'select $1::@extschema@.geometry';
    create function st_geomfromgeojson(jsonb) returns geometry language sql immutable as 'select $1::text::@extschema@.geometry';
    create function st_geogfromtext(text) returns geography language sql immutable as 'select $1::@extschema@.geography';
    create function st_makeenvelope(float8, float8, float8, float8, int default 0) returns geometry language sql
      immutable as 'select ''''::text::@extschema@.geometry';
    create function postgis_version() returns text language sql immutable as 'select ''3.4''::text';`,
    ...functions('geometry'),
    ...functions('geography'),
    operators('geometry'),
    operators('geography'),
  ].join('\n'),
};
