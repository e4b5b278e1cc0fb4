/** Methods by which a client says which models there are, offers its own, and reads what they used. */

/**
 * `models/configure`, never traced: replaces what was configured by this client. Nothing of it is written to disk by
 * the service; after a restart the client sends it again (event `service/reconnected`).
 */
export interface ModelsConfigureParams {
  readonly providers: readonly ModelProviderSettings[];
  /** Id `provider/model` for deep work. */
  readonly deepModel?: string;
  /** Id for routing, titles and summaries. */
  readonly smallModel?: string;
  readonly budget?: {
    readonly tokensMax?: number;
    readonly costUsdMax?: number;
    readonly dayTokensMax?: number;
    readonly dayCostUsdMax?: number;
  };
}

export interface ModelProviderSettings {
  readonly id: string;
  readonly kind: 'openai' | 'ollama' | 'editor';
  readonly baseUrl?: string;
  readonly organisation?: string;
  readonly api?: 'responses' | 'chat' | 'auto';
  readonly reasoningEffort?: 'minimal' | 'low' | 'medium' | 'high';
  /** Labels are shown, keys never. */
  readonly keys?: readonly { readonly label: string; readonly key: string }[];
  /** HashiCorp Vault, read when keys are needed. */
  readonly vault?: {
    readonly address: string;
    readonly token: string;
    readonly mount: string;
    readonly path: string;
    readonly namespace?: string;
  };
}

/** `models/offer`: models of the editor that this client can run; replaces what it offered before. */
export interface ModelsOfferParams {
  /** UUID of the window that offers; requests carry it, so that other windows leave them alone. */
  readonly offer: string;
  readonly models: readonly EditorModel[];
}
export interface EditorModel {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly family: string;
  readonly inputTokensMax: number;
}

/** Event `models/request`, to the client that offered the model, which answers with `models/deliver`. */
export interface ModelRequestMessage {
  readonly offer: string;
  readonly requestId: string;
  readonly model: string;
  readonly messages: readonly EditorMessage[];
  readonly tools: readonly {
    readonly name: string;
    readonly description: string;
    readonly inputSchema: unknown;
  }[];
}
export type EditorMessage =
  | { readonly role: 'user'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly calls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
    }
  | { readonly role: 'tool'; readonly callId: string; readonly text: string };

/** Event `models/cancel` → `{requestId}`. */
export interface ModelDeliverParams {
  readonly requestId: string;
  readonly parts: readonly (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: unknown }
  )[];
  readonly done?: boolean;
  readonly problem?: { readonly code: string; readonly message: string };
}

/** `models/status`; event `models/changed` carries the same. */
export interface ModelsStatus {
  readonly models: readonly {
    readonly id: string;
    readonly name: string;
    readonly provider: string;
    readonly kind: 'openai' | 'ollama' | 'editor';
    readonly use?: 'deep' | 'small';
  }[];
  readonly keys: readonly {
    readonly provider: string;
    readonly label: string;
    readonly state: 'ready' | 'cooling' | 'spent' | 'refused';
    /** When it may be used again. */
    readonly until?: string;
    readonly requests: number;
    readonly tokensIn: number;
    readonly tokensOut: number;
    readonly lastUsedAt?: string;
  }[];
  readonly problems: readonly string[];
  /** Where costs come from. */
  readonly prices?: { readonly source: string; readonly asOf: string };
  /** What scoring an answer will ask of models besides; absent when it asks nothing. */
  readonly scoring?: ScoringCost;
}

/** Calls of models beyond the answer itself, each answer, by the settings for confidence. */
export interface ScoringCost {
  readonly samples: number;
  /** Models that are asked the same, by id. */
  readonly consensusModels: readonly string[];
  readonly calls: number;
  /** Estimated from answers until now; absent before the first, and where a price is unknown. */
  readonly tokens?: number;
  readonly costUsd?: number;
}

/** `models/usage` → ModelsUsage: what answers used, by day, key and model; the last 30 days when no day is given. */
export interface ModelsUsageParams {
  /** `YYYY-MM-DD` */
  readonly since?: string;
  readonly until?: string;
}
export interface ModelsUsage {
  readonly days: readonly (UsageSum & { readonly day: string })[];
  readonly keys: readonly (UsageSum & { readonly provider: string; readonly keyLabel: string })[];
  readonly models: readonly (UsageSum & { readonly model: string })[];
}
export interface UsageSum {
  readonly requests: number;
  /** Of these, those whose tokens no endpoint reported. */
  readonly estimated: number;
  /** Of these, those whose price is unknown. */
  readonly unpriced: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly tokensReasoning: number;
  /** US dollars of those whose price is known. */
  readonly costUsd: number;
}
