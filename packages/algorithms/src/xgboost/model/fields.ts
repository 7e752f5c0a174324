type NumberList = ArrayLike<number>;

/** Looks fields of a decoded model up; a missing or wrong one throws an error that names its path. */
export class Fields {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Error(`${path} is not an object`);
    }
    this.raw = value as Readonly<Record<string, unknown>>;
    this.#path = path;
  }

  object(name: string): Fields {
    return new Fields(this.#get(name), this.#at(name));
  }

  list(name: string): readonly Fields[] {
    const value = this.#get(name);
    if (!Array.isArray(value)) throw new Error(`${this.#at(name)} is not a list`);
    return value.map((item, index) => new Fields(item, `${this.#at(name)}[${index}]`));
  }

  text(name: string): string {
    const value = this.#get(name);
    if (typeof value !== "string") throw new Error(`${this.#at(name)} is not text`);
    return value;
  }

  /** A whole number of 0 or more, which XGBoost writes as text. */
  number(name: string, absent?: number): number {
    const value = this.raw[name] ?? absent;
    const number = typeof value === "string" && value !== "" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number) || number < 0) {
      throw new Error(`${this.#at(name)} is not a whole number`);
    }
    return number;
  }

  numbers(name: string): NumberList {
    const value = this.#get(name);
    const typed = ArrayBuffer.isView(value) && !(value instanceof DataView);
    const fits = typed || (Array.isArray(value) && value.every(isNumber));
    if (!fits) throw new Error(`${this.#at(name)} is not a list of numbers`);
    return value as unknown as NumberList;
  }

  texts(name: string): Readonly<Record<string, string>> {
    const entries = Object.entries(this.raw[name] === undefined ? {} : this.object(name).raw);
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
  }

  #get(name: string): unknown {
    const value = Object.hasOwn(this.raw, name) ? this.raw[name] : undefined;
    if (value === undefined) throw new Error(`${this.#at(name)} is missing`);
    return value;
  }

  #at(name: string): string {
    return `${this.#path}.${name}`;
  }
}

/** Older versions of XGBoost write truth values for 0 and 1. */
const isNumber = (item: unknown): boolean => typeof item === "number" || typeof item === "boolean";
