const evidenceLimit = 20;

/** Lines of evidence, capped: the last one tells how many were left out. */
export class Evidence {
  readonly #lines: string[] = [];
  count = 0;

  /** Adds a line; `text` is only made when there is room for it. */
  add(text: () => string): void {
    this.count += 1;
    if (this.#lines.length < evidenceLimit) this.#lines.push(text());
  }

  lines(): string[] {
    const left = this.count - this.#lines.length;
    return left === 0 ? [...this.#lines] : [...this.#lines, `${left.toLocaleString('en-US')} more`];
  }
}

/** `1 row`, `1,234 rows`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
