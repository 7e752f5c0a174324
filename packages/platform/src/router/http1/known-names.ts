const DASH = 0x2d;
const UNDERSCORE = 0x5f;

/** Finds out which of a few names a field has, in any case, without making a string of it. */
export class KnownNames<N extends string> {
  readonly #byLength: (readonly N[] | undefined)[] = [];

  /** `names` are lower-case letters and dashes. */
  constructor(names: readonly N[]) {
    for (const name of names) {
      this.#byLength[name.length] = [...(this.#byLength[name.length] ?? []), name];
    }
  }

  /**
   * The name between two positions; undefined for any other. "disguised" has underscores where a known one has dashes: programs that
   * turn names into variables take the one for the other.
   */
  find(text: string, start: number, end: number): N | "disguised" | undefined {
    const names = this.#byLength[end - start];
    if (names === undefined) return undefined;
    for (const name of names) {
      const same = compare(text, start, name);
      if (same !== undefined) return same ? name : "disguised";
    }
    return undefined;
  }
}

/** True when it is the name, false when it is but for underscores. */
function compare(text: string, start: number, name: string): boolean | undefined {
  let exact = true;
  for (let i = 0; i < name.length; i++) {
    const [got, wanted] = [text.charCodeAt(start + i), name.charCodeAt(i)];
    if (got === wanted) continue;
    if (wanted === DASH && got === UNDERSCORE) exact = false;
    else if (wanted === DASH || (got | 0x20) !== wanted) return undefined;
  }
  return exact;
}
