/** What consultations may use; absent means no limit. */
export interface ConsultBudgetLimits {
  readonly tokensMax?: number;
  readonly costUsdMax?: number;
  readonly dayTokensMax?: number;
  readonly dayCostUsdMax?: number;
}
