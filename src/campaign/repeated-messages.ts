/** A message that several rows share. */
export interface RepeatedMessage {
  readonly firstRow: number;
  readonly message: string;
  readonly rows: number;
}

const MAX_KEPT = 10;

/** The ten messages of the most rows. */
export class RepeatedMessages {
  private readonly kept = new Map<string, RepeatedMessage>();

  /** Notes that one more row has a message. @param id the same for the same message. */
  add(id: string, note: RepeatedMessage): void {
    if (!this.kept.has(id) && this.kept.size === MAX_KEPT) {
      const [fewest] = [...this.kept].sort(([, a], [, b]) => a.rows - b.rows);
      if (fewest![1].rows >= note.rows) return;
      this.kept.delete(fewest![0]);
    }
    const { firstRow, message } = this.kept.get(id) ?? note;
    this.kept.set(id, { firstRow, message, rows: note.rows });
  }

  /** Most rows first, then the earliest. */
  list(): readonly RepeatedMessage[] {
    return [...this.kept.values()].sort((a, b) => b.rows - a.rows || a.firstRow - b.firstRow);
  }
}
