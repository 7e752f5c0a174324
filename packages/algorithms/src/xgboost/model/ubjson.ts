/** Deeper nesting than any model has. */
const DEEPEST = 64;

type Numbers = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array | number[];

interface NumberType {
  readonly size: number;
  readonly read: (view: DataView, at: number) => number;
  readonly array: (length: number) => Numbers;
}

/** Numbers are big-endian. */
const NUMBERS: Readonly<Record<string, NumberType>> = {
  i: { size: 1, read: (view, at) => view.getInt8(at), array: (length) => new Int8Array(length) },
  U: { size: 1, read: (view, at) => view.getUint8(at), array: (length) => new Uint8Array(length) },
  I: { size: 2, read: (view, at) => view.getInt16(at), array: (length) => new Int16Array(length) },
  l: { size: 4, read: (view, at) => view.getInt32(at), array: (length) => new Int32Array(length) },
  L: {
    size: 8,
    read: (view, at) => Number(view.getBigInt64(at)),
    array: (length) => new Array(length).fill(0),
  },
  d: { size: 4, read: (view, at) => view.getFloat32(at), array: (length) => new Float32Array(length) },
  D: { size: 8, read: (view, at) => view.getFloat64(at), array: (length) => new Float64Array(length) },
};

/** Reads Universal Binary JSON (draft 12), as far as XGBoost writes it. Throws a SyntaxError or RangeError. */
export function parseUbjson(bytes: Uint8Array): unknown {
  return new UbjsonReader(bytes).document();
}

class UbjsonReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  document(): unknown {
    return this.#value(this.#marker());
  }

  #value(marker: string): unknown {
    switch (marker) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case "S":
        return this.#text(this.#length());
      case "C":
        return this.#text(1);
      case "T":
        return true;
      case "F":
        return false;
      case "Z":
        return null;
      default:
        return this.#number(marker);
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) throw this.#wrong("too deeply nested");
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): Record<string, unknown> {
    const { count, type } = this.#container();
    const object: Record<string, unknown> = Object.create(null);
    for (let index = 0; count === undefined ? !this.#ends("}") : index < count; index++) {
      const key = this.#text(this.#length());
      object[key] = this.#value(type ?? this.#marker());
    }
    return object;
  }

  #array(): unknown {
    const { count, type } = this.#container();
    if (count !== undefined && type !== undefined && type in NUMBERS) return this.#numbers(type, count);
    const items: unknown[] = [];
    while (count === undefined ? !this.#ends("]") : items.length < count) {
      items.push(this.#value(type ?? this.#marker()));
    }
    return items;
  }

  /** What stands before the items: `$type` and `#count`, each or neither. */
  #container(): { readonly count: number | undefined; readonly type: string | undefined } {
    const type = this.#ends("$") ? this.#marker() : undefined;
    const count = this.#ends("#") ? this.#length() : undefined;
    if (type !== undefined && count === undefined) throw this.#wrong("a type without a count");
    if (count !== undefined && count > this.#bytes.length) throw this.#wrong(`a count of ${count}`);
    return { count, type };
  }

  #numbers(type: string, count: number): Numbers {
    const { size, read, array } = NUMBERS[type] as NumberType;
    this.#need(size * count);
    const items = array(count);
    for (let index = 0; index < count; index++) items[index] = read(this.#view, this.#at + index * size);
    this.#at += size * count;
    return items;
  }

  #number(marker: string): number {
    const type = Object.hasOwn(NUMBERS, marker) ? NUMBERS[marker] : undefined;
    if (!type) throw this.#wrong(`the marker ${JSON.stringify(marker)}`);
    this.#need(type.size);
    const value = type.read(this.#view, this.#at);
    this.#at += type.size;
    return value;
  }

  #length(): number {
    const length = this.#number(this.#marker());
    if (!Number.isInteger(length) || length < 0) throw this.#wrong(`a length of ${length}`);
    return length;
  }

  #text(length: number): string {
    this.#need(length);
    const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, length).toString("utf8");
    this.#at += length;
    return text;
  }

  #marker(): string {
    this.#need(1);
    return String.fromCharCode(this.#bytes[this.#at++] as number);
  }

  #ends(marker: string): boolean {
    this.#need(1);
    if (this.#bytes[this.#at] !== marker.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  #need(length: number): void {
    if (this.#at + length > this.#bytes.length) throw new RangeError("the file ends in the middle");
  }

  #wrong(what: string): SyntaxError {
    return new SyntaxError(`${what} at byte ${this.#at} is not what UBJSON has there`);
  }
}
