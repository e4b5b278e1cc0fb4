import { checkPath } from '../../core/consult/consultFiles.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import { parseParams } from '../parseParams.ts';
import type { ServiceMethods } from '../serviceContext.ts';
import { decide, noteOutcome } from './consultDecisions.ts';
import {
  continueSchema,
  decideSchema,
  fileSchema,
  forkSchema,
  getSchema,
  listSchema,
  memoryDeleteSchema,
  memoryListSchema,
  memorySaveSchema,
  oneSchema,
  outcomeSchema,
  renameSchema,
  startSchema,
  writeFileSchema,
} from './consultParams.ts';
import type { ConsultParts } from './consultParts.ts';
import type { ConsultService } from './consultService.ts';
import type { ConsultStore } from './consultStore.ts';
import { saveAndTell } from './turnTools.ts';

/** `consult/…` and `memory/…`, as `protocol/consult.ts` has them. */
export function consultMethodsOf(service: ConsultService, parts: ConsultParts): ServiceMethods {
  const { store } = parts;
  return {
    'consult/start': async (params) => ({
      consultationId: await service.start(parseParams(startSchema, params)),
    }),
    'consult/continue': async (params) => {
      const { consultationId, text, mode } = parseParams(continueSchema, params);
      await service.goOn(consultationId, text, mode);
      return {};
    },
    'consult/stop': async (params) => {
      await service.stop(parseParams(oneSchema, params).consultationId);
      return {};
    },
    'consult/get': async (params) => {
      const { consultationId, limit, before } = parseParams(getSchema, params);
      return service.get(consultationId, {
        ...(limit !== undefined && { limit }),
        ...(before !== undefined && { before }),
      });
    },
    'consult/list': async (params) => {
      const { query, project, limit } = parseParams(listSchema, params);
      return service.list({
        ...(query !== undefined && query !== '' && { query }),
        ...(project !== undefined && { project }),
        ...(limit !== undefined && { limit }),
      });
    },
    'consult/decide': async (params) => decide(service, parts, parseParams(decideSchema, params)),
    'consult/fork': async (params) => {
      const { consultationId, position } = parseParams(forkSchema, params);
      return { consultationId: await service.fork(consultationId, position) };
    },
    'consult/rename': async (params) => {
      const { consultationId, title } = parseParams(renameSchema, params);
      await service.rename(consultationId, title);
      return {};
    },
    'consult/delete': async (params) => {
      await service.delete(parseParams(oneSchema, params).consultationId);
      return {};
    },
    'consult/outcome': async (params) => {
      await noteOutcome(service, parts, parseParams(outcomeSchema, params));
      return {};
    },
    ...fileMethods(service, store),
    ...memoryMethods(store),
  };
}

function fileMethods(service: ConsultService, store: ConsultStore): ServiceMethods {
  return {
    'consult/files': async (params) => ({
      files: await store.files(parseParams(oneSchema, params).consultationId),
    }),
    'consult/readFile': async (params) => {
      const { consultationId, path, version } = parseParams(fileSchema, params);
      const file = await store.file(consultationId, checkedPath(path), version);
      if (!file) throw new ServiceFailure('invalid', `There is no file ${path} in this consultation.`);
      const { versions, ...rest } = file;
      return { ...rest, versions: versions.map((each) => each.version), history: versions };
    },
    'consult/writeFile': async (params) => {
      const { consultationId, path: given, version, text } = parseParams(writeFileSchema, params);
      const path = checkedPath(given);
      return service.noteIn(consultationId, async (live) => {
        await saveAndTell(live, store, 'user', { [path]: text }, version);
        return { version: (await store.file(consultationId, path))?.version ?? 1 };
      });
    },
  };
}

function checkedPath(given: string): string {
  const checked = checkPath(given);
  if (!checked.ok) throw new ServiceFailure('invalid', `path: ${checked.problem}`);
  return checked.path;
}

function memoryMethods(store: ConsultStore): ServiceMethods {
  return {
    'memory/list': async (params) => {
      const { query, project } = parseParams(memoryListSchema, params);
      return {
        memories: await store.memories({
          ...(query !== undefined && query !== '' && { query }),
          ...(project !== undefined && { project }),
        }),
      };
    },
    'memory/save': async (params) => {
      const { id, project, consultationId, ...memory } = parseParams(memorySaveSchema, params);
      const [saved] = await store.saveMemories([
        {
          ...memory,
          ...(id !== undefined && { id }),
          ...(project !== undefined && { project }),
          ...(consultationId !== undefined && { consultationId }),
        },
      ]);
      return { id: saved };
    },
    'memory/delete': async (params) => {
      await store.deleteMemories(parseParams(memoryDeleteSchema, params).ids);
      return {};
    },
  };
}
