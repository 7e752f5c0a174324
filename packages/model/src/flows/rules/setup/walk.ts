/** More work for one flow than any flow is worth; counted in edges that are gone along. */
export const MOST_WALKED = 2_000_000;

/** The scopes of a flow's setups are too large to be worked out. */
export class ScopesTooLarge extends Error {
  override readonly name = "ScopesTooLarge";

  constructor() {
    super(
      `The scopes of this flow's setups hold too many steps (working them out takes more than ${MOST_WALKED} ` +
        "looks from step to step): give each setup a teardown close behind its work, or take fewer setups.",
    );
  }
}

export interface Direction {
  readonly next: (name: string) => ReadonlySet<string>;
  /** Only these are gone to; absent means all. */
  readonly within?: ReadonlySet<string>;
}

/** Walks of one flow, whose work together is bounded: beyond it, throws a `ScopesTooLarge`. Ends on a circle too. */
export class Walks {
  #left = MOST_WALKED;

  /** All that can be reached from there; itself only where a circle leads back. */
  from(start: string, { next, within }: Direction): ReadonlySet<string> {
    const seen = new Set<string>();
    const ahead = [start];
    for (let name = ahead.pop(); name !== undefined; name = ahead.pop())
      for (const found of this.#paid(next(name)))
        if (!seen.has(found) && (within === undefined || within.has(found))) {
          seen.add(found);
          ahead.push(found);
        }
    return seen;
  }

  #paid(names: ReadonlySet<string>): ReadonlySet<string> {
    this.#left -= names.size;
    if (this.#left < 0) throw new ScopesTooLarge();
    return names;
  }
}
