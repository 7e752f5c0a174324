/**
 * Distinct values, ascending, with bounds of the weight that lies below each: `least` up to before the value, `most` up
 * to and with it, `own` of the value itself. All in single precision, as XGBoost's sketches have them.
 */
export class Summary {
  readonly values: Float32Array;
  readonly least: Float32Array;
  readonly most: Float32Array;
  readonly own: Float32Array;
  size = 0;

  constructor(capacity: number) {
    this.values = new Float32Array(capacity);
    this.least = new Float32Array(capacity);
    this.most = new Float32Array(capacity);
    this.own = new Float32Array(capacity);
  }

  copy(from: Summary, index: number): void {
    this.values[this.size] = from.values[index] as number;
    this.least[this.size] = from.least[index] as number;
    this.most[this.size] = from.most[index] as number;
    this.own[this.size++] = from.own[index] as number;
  }

  /** The least weight up to and with the value. */
  after(index: number): number {
    return Math.fround((this.least[index] as number) + (this.own[index] as number));
  }

  /** The most weight before the value. */
  before(index: number): number {
    return Math.fround((this.most[index] as number) - (this.own[index] as number));
  }
}

/** At most `most` values at even steps of weight, the first and the last among them; the summary itself if it is no larger. */
export function pruned(source: Summary, most: number): Summary {
  if (source.size <= most) return source;
  const last = source.size - 1;
  const result = new Summary(most + 1);
  const begin = source.most[0] as number;
  const range = Math.fround((source.least[last] as number) - begin);
  const steps = most - 1;
  result.copy(source, 0);
  let kept = 0;
  let index = 1;
  for (let step = 1; step < steps; step++) {
    const wanted = Math.fround(2 * Math.fround(Math.fround(Math.fround(step * range) / steps) + begin));
    while (index < last && wanted >= doubleRank(source, index + 1)) index++;
    if (index === last) break;
    const lower = wanted < Math.fround(source.after(index) + source.before(index + 1));
    const nearest = lower ? index : index + 1;
    if (nearest !== kept) result.copy(source, nearest);
    kept = nearest;
  }
  if (kept !== last) result.copy(source, last);
  return result;
}

const doubleRank = ({ least, most }: Summary, index: number): number =>
  Math.fround((most[index] as number) + (least[index] as number));

/** The summary of what both summarise. */
export function combined(one: Summary, other: Summary): Summary {
  if (one.size === 0) return other;
  if (other.size === 0) return one;
  const result = new Summary(one.size + other.size);
  let [a, b] = [0, 0];
  while (a < one.size || b < other.size) {
    const first = a < one.size ? (one.values[a] as number) : Number.POSITIVE_INFINITY;
    const second = b < other.size ? (other.values[b] as number) : Number.POSITIVE_INFINITY;
    if (first === second) addBoth(result, one, a++, other, b++);
    else if (first < second) addBeside(result, one, a++, other, b);
    else addBeside(result, other, b++, one, a);
  }
  straighten(result);
  return result;
}

// One summary, a place in it, another and a place in that: an object a call would cost more than the work.
function addBoth(result: Summary, one: Summary, a: number, other: Summary, b: number): void {
  const at = result.size++;
  result.values[at] = one.values[a] as number;
  result.least[at] = (one.least[a] as number) + (other.least[b] as number);
  result.most[at] = (one.most[a] as number) + (other.most[b] as number);
  result.own[at] = (one.own[a] as number) + (other.own[b] as number);
}

/** An entry whose value the other summary does not have: there it would stand before `b`. */
function addBeside(result: Summary, one: Summary, a: number, other: Summary, b: number): void {
  const at = result.size++;
  const above = b === other.size ? (other.most[b - 1] as number) : other.before(b);
  result.values[at] = one.values[a] as number;
  result.least[at] = (one.least[a] as number) + (b === 0 ? 0 : other.after(b - 1));
  result.most[at] = (one.most[a] as number) + above;
  result.own[at] = one.own[a] as number;
}

/** Bounds that rounding put out of order. */
function straighten({ least, most, size, own }: Summary): void {
  let lowest = 0;
  let highest = 0;
  for (let index = 0; index < size; index++) {
    lowest = Math.max(lowest, least[index] as number);
    least[index] = lowest;
    highest = Math.max(highest, most[index] as number, Math.fround(lowest + (own[index] as number)));
    most[index] = highest;
  }
}
