import type { Matrix } from "./matrix.ts";

type Numbers = Float32Array | Uint32Array;

/** Collects rows one after the other. */
export class MatrixBuilder {
  readonly #offsets = new Growing(Uint32Array);
  readonly #indices = new Growing(Uint32Array);
  readonly #values = new Growing(Float32Array);
  readonly #labels = new Growing(Float32Array);
  readonly #weights = new Growing(Float32Array);
  #columns = 0;
  #rowStart = 0;
  #inOrder = true;
  #weighted = false;

  constructor() {
    this.#offsets.push(0);
  }

  /** Adds an entry to the row under way. */
  addEntry(column: number, value: number): void {
    const at = this.#indices.length;
    if (at > this.#rowStart && column <= this.#indices.at(at - 1)) this.#inOrder = false;
    this.#indices.push(column);
    this.#values.push(value);
    if (column >= this.#columns) this.#columns = column + 1;
  }

  /** Columns that no row has an entry in count as well. */
  widenTo(columns: number): void {
    this.#columns = Math.max(this.#columns, columns);
  }

  /** Ends the row under way; returns a column that the row has twice, if there is one. */
  endRow(label: number, weight: number | undefined): number | undefined {
    const twice = this.#inOrder ? undefined : this.#sortRow();
    this.#labels.push(label);
    this.#weights.push(weight ?? 1);
    if (weight !== undefined) this.#weighted = true;
    this.#offsets.push(this.#indices.length);
    this.#rowStart = this.#indices.length;
    this.#inOrder = true;
    return twice;
  }

  get rows(): number {
    return this.#labels.length;
  }

  build(): Matrix {
    return {
      rows: this.#labels.length,
      columns: this.#columns,
      offsets: this.#offsets.view(),
      indices: this.#indices.view(),
      values: this.#values.view(),
      labels: this.#labels.view(),
      weights: this.#weighted ? this.#weights.view() : undefined,
    };
  }

  #sortRow(): number | undefined {
    const columns = this.#indices.view().subarray(this.#rowStart);
    const values = this.#values.view().subarray(this.#rowStart);
    const order = [...columns.keys()].sort(
      (one, other) => (columns[one] as number) - (columns[other] as number),
    );
    columns.set(order.map((place) => columns[place] as number));
    values.set(order.map((place) => values[place] as number));
    return columns.find((column, place) => place > 0 && column === columns[place - 1]);
  }
}

/** A typed array that grows by half when it is full. */
class Growing<T extends Numbers> {
  readonly #make: new (
    length: number,
  ) => T;
  #items: T;
  length = 0;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#items = new make(1024);
  }

  push(value: number): void {
    if (this.length === this.#items.length) {
      const larger = new this.#make(Math.ceil(this.#items.length * 1.5));
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length++] = value;
  }

  at(index: number): number {
    return this.#items[index] as number;
  }

  view(): T {
    return this.#items.subarray(0, this.length) as T;
  }
}
