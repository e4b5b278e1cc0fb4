/**
 * The shadow is three programs behind one door, so that the process with the embedded databases loads no code that
 * could reach a network: `shadow.mjs` is that process, the other two stand beside it and are loaded on demand.
 */
export const SHADOW_ENTRY_POINTS = {
  shadow: 'src/shadow/main.ts',
  'shadow-local': 'src/shadow/localWorker.ts',
  'shadow-listen': 'src/shadow/listen.ts',
};

/** @type {import('esbuild').Plugin} */
export const separateShadowPrograms = {
  name: 'separate-shadow-programs',
  setup(building) {
    building.onResolve({ filter: /^\.\/(?:localWorker|listen)\.ts$/ }, ({ path, kind }) => {
      if (kind !== 'dynamic-import') return undefined;
      return { path: path === './listen.ts' ? './shadow-listen.mjs' : './shadow-local.mjs', external: true };
    });
  },
};
