/** The rows of one language. */
export interface LanguageRows {
  readonly lang: string;
  readonly rows: number;
  /** Rows that cannot be rendered. */
  readonly unsayable: number;
}

/** Counts rows by language. */
export class LanguageCounts {
  private readonly counts = new Map<string, { rows: number; unsayable: number }>();

  /** Counts a row. @param lang null for a row without a known language, which is not counted. */
  add(lang: string | null): void {
    if (lang === null) return;
    const count = this.counts.get(lang);
    if (count === undefined) this.counts.set(lang, { rows: 1, unsayable: 0 });
    else count.rows++;
  }

  /** Counts a row that cannot be rendered, which was added before. */
  refuse(lang: string | null): void {
    const count = lang === null ? undefined : this.counts.get(lang);
    if (count !== undefined) count.unsayable++;
  }

  /** The languages, most rows first. */
  report(): readonly LanguageRows[] {
    const all = [...this.counts].map(([lang, count]) => ({ lang, ...count }));
    return all.sort((a, b) => b.rows - a.rows || (a.lang < b.lang ? -1 : 1));
  }
}
