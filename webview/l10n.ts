let bundle: Readonly<Record<string, string>> = {};

/** Takes the translations that the editor wrote into the page; texts without one stay as they are. */
export function useTranslations(translations: Readonly<Record<string, string>>): void {
  bundle = translations;
}

export const l10n = {
  /** The text in the editor's language, `{0}` and so on filled in. */
  t(text: string, ...values: readonly (string | number)[]): string {
    return (bundle[text] ?? text).replaceAll(/\{(\d+)\}/gu, (whole, index: string) =>
      String(values[Number(index)] ?? whole),
    );
  },
};
