/** SageMaker's scalings of a range (HyperParameterScalingType). */
export type Scaling = "Auto" | "Linear" | "Logarithmic" | "ReverseLogarithmic";

export interface ContinuousRange {
  readonly type: "Continuous";
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly scaling?: Scaling;
}

export interface IntegerRange {
  readonly type: "Integer";
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly scaling?: Exclude<Scaling, "ReverseLogarithmic">;
}

export interface CategoricalRange {
  readonly type: "Categorical";
  readonly name: string;
  readonly values: readonly string[];
}

export type Range = ContinuousRange | IntegerRange | CategoricalRange;

/** A hyperparameter's value: a number of a numeric range, one of the values of a categorical one. */
export type Value = number | string;

/** One value for each range, by its name. */
export type Values = Readonly<Record<string, Value>>;
