import { z } from 'zod';
import type { DeadLetter, ServiceAnswer } from '../../protocol/service.ts';
import type {
  AuthorizeUrl,
  HeldSession,
  MagicLinkSent,
  ProjectProbe,
  SignedIn,
} from '../../protocol/syncMessages.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import type { StoreAnswer, StoreTransport } from '../../store/store.ts';
import { probeProject } from '../../store/supabase/probeProject.ts';
import {
  authorizeUrl,
  exchangeCode,
  pkcePair,
  type SignInAnswer,
  sendMagicLink,
  verifyEmail,
} from '../../store/supabase/signIn.ts';
import { supabaseProject } from '../../store/supabase/supabaseProject.ts';
import { parseParams } from '../parseParams.ts';
import type { ServiceContext, ServiceMethods } from '../serviceContext.ts';
import {
  adoptParams,
  authorizeUrlParams,
  configureParams,
  deadLettersParams,
  exchangeCodeParams,
  letterParams,
  magicLinkParams,
  probeParams,
  sessionParams,
  teamParams,
  verifyEmailParams,
} from './syncParams.ts';
import { SyncService, type SyncServiceOptions } from './syncService.ts';

/** `sync/…`: keeping a workspace in step with a Supabase project, and signing in to it. */
export function syncMethods(context: ServiceContext, options: SyncServiceOptions = {}): ServiceMethods {
  const sync = new SyncService(context, options);
  return {
    'sync/configure': async (params) => {
      const { url, publishableKey, workspaceId } = parseParams(configureParams, params);
      return sync.configure({ url, publishableKey, ...(workspaceId !== undefined && { workspaceId }) });
    },
    'sync/setSession': async (params) => sync.setSession(parseParams(sessionParams, params)),
    'sync/status': () => sync.status(),
    'sync/now': () => sync.now(),
    'sync/signOut': () => sync.signOut(),
    'sync/pause': () => sync.pause(),
    'sync/stop': () => sync.turnOff(),
    ...letterMethods(context, sync),
    ...signInMethods(sync, options),
    'sync/team': async (params, { signal, requestId }) => {
      const { name, request } = parseParams(teamParams, params);
      return sync.shared().call(name, request, { signal, requestId });
    },
    'sync/adopt': async (params, { requestId }) => {
      const { fromWorkspaceId, patternIds, includeShipped } = parseParams(adoptParams, params);
      const request = {
        workspace_id: await sync.workspaceId(),
        from_workspace_id: fromWorkspaceId,
        ...(patternIds !== undefined && { ids: patternIds }),
        ...(includeShipped !== undefined && { include_shipped: includeShipped }),
      };
      return context.store.call('adopt_rows', request, { requestId });
    },
  };
}

const lettersSchema = z.object({
  letters: z.array(
    z.object({
      id: z.string(),
      table: z.string(),
      row_id: z.string(),
      reason: z.string(),
      attempts: z.number(),
      at: z.string(),
      fields: z.record(z.string(), z.unknown()),
    }),
  ),
  total: z.number(),
});

function letterMethods(context: ServiceContext, sync: SyncService): ServiceMethods {
  const change = async (name: string, params: unknown, requestId: string): Promise<unknown> => {
    const { ids } = parseParams(letterParams, params) ?? {};
    const request = { workspace_id: await sync.workspaceId(), ...(ids !== undefined && { ids }) };
    dataOf(await context.store.call(name, request, { requestId }));
    return sync.now();
  };
  return {
    'sync/deadLetters': async (params) => {
      const { limit } = parseParams(deadLettersParams, params) ?? {};
      const request = { workspace_id: await sync.workspaceId(), ...(limit !== undefined && { limit }) };
      const { letters, total } = lettersSchema.parse(
        dataOf(await context.store.call('dead_letters', request)),
      );
      const shown = letters.map(({ row_id: rowId, ...letter }): DeadLetter => ({ ...letter, rowId }));
      return { letters: shown, total };
    },
    'sync/retry': (params, { requestId }) => change('retry_dead_letters', params, requestId),
    'sync/discard': (params, { requestId }) => change('discard_dead_letters', params, requestId),
  };
}

function signInMethods(sync: SyncService, { fetch }: SyncServiceOptions): ServiceMethods {
  return {
    'sync/authorizeUrl': async (params): Promise<ServiceAnswer> => {
      const { provider, redirectTo } = parseParams(authorizeUrlParams, params);
      const { verifier, challenge } = pkcePair();
      const url = authorizeUrl(sync.project(), { provider, redirectTo, challenge });
      return { ok: true, data: { url, verifier } satisfies AuthorizeUrl };
    },
    'sync/sendMagicLink': async (params): Promise<ServiceAnswer> => {
      const { email, redirectTo } = parseParams(magicLinkParams, params);
      const { verifier, challenge } = pkcePair();
      const sent = await sendMagicLink(sync.project(), { email, redirectTo, challenge }, fetch);
      return sent.ok ? { ok: true, data: { verifier } satisfies MagicLinkSent } : sent;
    },
    'sync/exchangeCode': async (params) => {
      const { code, verifier } = parseParams(exchangeCodeParams, params);
      return usedBy(sync, await exchangeCode(sync.project(), { code, verifier }, fetch));
    },
    'sync/verifyEmail': async (params) =>
      usedBy(sync, await verifyEmail(sync.project(), parseParams(verifyEmailParams, params), fetch)),
    'sync/session': async (): Promise<HeldSession> => {
      const session = sync.tokens;
      return { ...(session !== undefined && { session }) };
    },
    'sync/probe': async (params): Promise<ServiceAnswer> => {
      const { url, publishableKey } = parseParams(probeParams, params);
      const checked = supabaseProject(url, publishableKey);
      if (!checked.ok) return checked;
      const answer = await probeProject(checked.project, fetch);
      if (!answer.ok) return answer;
      const schemaVersion = sync.isSignedInTo(checked.project) ? await versionOf(sync.shared()) : undefined;
      const probe: ProjectProbe = { ...answer.probe, ...(schemaVersion !== undefined && { schemaVersion }) };
      return { ok: true, data: probe };
    },
  };
}

/** A session that was just gained is in use at once. */
async function usedBy(sync: SyncService, answer: SignInAnswer): Promise<ServiceAnswer> {
  if (!answer.ok) return answer;
  await sync.setSession(answer.tokens);
  const { tokens: session, user } = answer;
  return { ok: true, data: { session, ...(user !== undefined && { user }) } satisfies SignedIn };
}

const versionSchema = z.object({ schema_version: z.number() });

async function versionOf(shared: StoreTransport): Promise<number | undefined> {
  const answer = await shared.call('store_status', {});
  return answer.ok ? versionSchema.safeParse(answer.data).data?.schema_version : undefined;
}

function dataOf(answer: StoreAnswer): unknown {
  if (answer.ok) return answer.data;
  throw new ServiceFailure('refused', answer.error.message);
}
