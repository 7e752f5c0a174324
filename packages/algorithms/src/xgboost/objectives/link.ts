/** How margins become predictions, by the objective's name; used in training and serving alike. */
export interface Link {
  /** The margin of a base score in the unit of predictions. */
  readonly marginOf: (score: number) => number;
  /** Turns one row's margins, from `start` to before `end`, into predictions, in place. */
  readonly apply: (margins: Float32Array, start: number, end: number) => void;
}

/** Beyond it a power of e is no number of single precision. */
const MOST_POWER = 88.7;

const single = Math.fround;
const identity: Link = { marginOf: (score) => score, apply: () => {} };
/** In single precision step by step, as XGBoost computes it. */
const sigmoid = (margin: number): number =>
  single(1 / single(1 + single(Math.exp(Math.min(-margin, MOST_POWER)))));

const logistic: Link = {
  marginOf: (score) => -Math.log(1 / score - 1),
  apply: each(sigmoid),
};
const exponential: Link = { marginOf: Math.log, apply: each(Math.exp) };
/** Probabilities of the classes, also where only the most likely one is answered. */
const softmax: Link = { marginOf: (score) => score, apply: softmaxInPlace };
const hinge: Link = { marginOf: (score) => score, apply: each((margin) => (margin > 0 ? 1 : 0)) };

const LINKS: Readonly<Record<string, Link>> = {
  "binary:hinge": hinge,
  "binary:logistic": logistic,
  "binary:logitraw": identity,
  "count:poisson": exponential,
  "multi:softmax": softmax,
  "multi:softprob": softmax,
  "rank:map": identity,
  "rank:ndcg": identity,
  "rank:pairwise": identity,
  "reg:absoluteerror": identity,
  "reg:gamma": exponential,
  "reg:linear": identity,
  "reg:logistic": logistic,
  "reg:pseudohubererror": identity,
  "reg:squarederror": identity,
  "reg:squaredlogerror": identity,
  "reg:tweedie": exponential,
  "survival:aft": exponential,
  "survival:cox": exponential,
};

/** Nothing for an objective that is not known. */
export function linkOf(objective: string): Link | undefined {
  return Object.hasOwn(LINKS, objective) ? LINKS[objective] : undefined;
}

function each(turn: (margin: number) => number): Link["apply"] {
  return (margins, start, end) => {
    for (let index = start; index < end; index++) margins[index] = turn(margins[index] as number);
  };
}

function softmaxInPlace(margins: Float32Array, start: number, end: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let index = start; index < end; index++) most = Math.max(most, margins[index] as number);
  let sum = 0;
  for (let index = start; index < end; index++) {
    const power = Math.exp((margins[index] as number) - most);
    margins[index] = power;
    sum += power;
  }
  for (let index = start; index < end; index++) margins[index] = (margins[index] as number) / sum;
}
