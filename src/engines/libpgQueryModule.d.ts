/** The compiled parser's glue code, which the package ships without types; `libpgQuery.ts` checks what it gets. */
declare module 'libpg-query/wasm/libpg-query.js';
