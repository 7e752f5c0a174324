/** How much one value may be: levels of nesting, values in all, bytes of JSON. */
export interface Bounds {
  readonly depth: number;
  readonly values: number;
  readonly bytes: number;
}

/** The bound that a value breaks, and where it lies. */
export interface Breach {
  readonly of: keyof Bounds;
  readonly most: number;
}

/** How much a value is. */
export interface Size {
  readonly values: number;
  readonly bytes: number;
  readonly breach: Breach | undefined;
}

/** What separators, brackets, numbers and words of a value take as JSON, about. */
const BYTES_A_VALUE = 4;

/** The first bound that a JSON-like value breaks. */
export function breachOf(value: unknown, bounds: Bounds): Breach | undefined {
  return sizeOf(value, bounds).breach;
}

/**
 * The size of a JSON-like value, about, up to the first bound that it breaks; without recursion. What is shared is counted as often
 * as it appears, since every copy of the value has it so often.
 */
export function sizeOf(value: unknown, bounds: Bounds): Size {
  const counted = new Count(bounds);
  let level: unknown[] = [value];
  counted.add(value);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > bounds.depth) return counted.size({ of: "depth", most: bounds.depth });
    const below: unknown[] = [];
    for (const parent of level) {
      if (!counted.addChildren(parent as object, below)) return counted.size();
    }
    level = below;
  }
  return counted.size();
}

class Count {
  readonly #bounds: Bounds;
  #values = 0;
  #bytes = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** False once a bound is broken. */
  add(value: unknown): boolean {
    this.#values += 1;
    this.#bytes += BYTES_A_VALUE + (typeof value === "string" ? value.length : 0);
    return this.#values <= this.#bounds.values && this.#bytes <= this.#bounds.bytes;
  }

  addChildren(parent: unknown, below: unknown[]): boolean {
    if (typeof parent !== "object" || parent === null) return true;
    if (Array.isArray(parent)) return parent.every((child) => this.#addChild(child, below));
    for (const key in parent) {
      if (!Object.hasOwn(parent, key)) continue;
      this.#bytes += BYTES_A_VALUE + key.length;
      if (!this.#addChild((parent as Record<string, unknown>)[key], below)) return false;
    }
    return true;
  }

  size(breach = this.#breach()): Size {
    return { values: this.#values, bytes: this.#bytes, breach };
  }

  #breach(): Breach | undefined {
    if (this.#values > this.#bounds.values) return { of: "values", most: this.#bounds.values };
    if (this.#bytes > this.#bounds.bytes) return { of: "bytes", most: this.#bounds.bytes };
    return undefined;
  }

  #addChild(child: unknown, below: unknown[]): boolean {
    if (typeof child === "object" && child !== null) below.push(child);
    return this.add(child);
  }
}
