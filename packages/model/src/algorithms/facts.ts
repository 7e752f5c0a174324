import type { AwsImages } from "./image-name.ts";

/** A number that a program prints, and how it is found in a line of its log. */
export interface PrintedMetric {
  readonly name: string;
  /** One capturing group, the number. */
  readonly regex: string;
  /** The expression as AWS tells it of its own image, where ours is another. */
  readonly told?: string;
}

/**
 * One row of facts on a built-in program that containers run as an image, `xgboost` as `slipway.dev/xgboost`: all that
 * anything outside of the program itself has to know of it.
 */
export interface AlgorithmFacts {
  readonly name: string;
  /** Images of AWS's that it stands for; absent where AWS has none. */
  readonly wellKnown?: AwsImages;
  /** What it prints by itself. */
  readonly metrics: readonly PrintedMetric[];
  /** It runs the user's own source: with Python packages of its own, and in a cluster on a base image that is another's. */
  readonly runsSource: boolean;
}

/** Slipway's own image: the programs that bring data in and take results out. */
export const SLIPWAY_IMAGE = "slipway.dev/slipway";

/** The image that stands for the program. */
export const imageOf = ({ name }: Pick<AlgorithmFacts, "name">): string => `slipway.dev/${name}`;

/** Arguments by which the pods' program becomes it. */
export const argumentsOf = ({ name }: Pick<AlgorithmFacts, "name">): readonly string[] => ["algorithm", name];
