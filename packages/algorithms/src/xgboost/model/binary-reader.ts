/** Reads numbers and texts one after the other, low byte first; throws a RangeError at the end of the bytes. */
export class BinaryReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  skip(bytes: number): void {
    this.#take(bytes);
  }

  int(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  uint(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  /** A count of things of at least `bytes` bytes each, which must all be there. */
  count(bytes: number): number {
    const count = Number(this.#view.getBigUint64(this.#take(8), true));
    if (count * bytes > this.left) throw new RangeError("it ends too soon");
    return count;
  }

  text(): string {
    const length = this.count(1);
    const start = this.#view.byteOffset + this.#take(length);
    return Buffer.from(this.#view.buffer, start, length).toString("utf8");
  }

  floats(): Float32Array {
    return Float32Array.from({ length: this.count(4) }, () => this.float());
  }

  ints(length: number): Int32Array {
    if (length < 0 || length * 4 > this.left) throw new RangeError("it ends too soon");
    return Int32Array.from({ length }, () => this.int());
  }

  #take(bytes: number): number {
    if (bytes > this.left) throw new RangeError("it ends too soon");
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}
