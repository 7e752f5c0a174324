import type { PrintedMetric } from "../algorithms/facts.ts";
import type { Abilities } from "./abilities.ts";

/** A metric definition that cannot be used, and why: words that go on from its name. */
export interface UnusableMetric {
  readonly name: string;
  readonly why: string;
}

/** What of a home decides on an object, beside the object's own spec. */
export interface Judge {
  /** What is to carry the object says of itself. Throws where nothing can carry it. */
  abilities(): Promise<Abilities>;
  /** Which definitions could never be used, as those that are no regular expressions. */
  unusableMetrics(definitions: readonly PrintedMetric[]): Promise<readonly UnusableMetric[]>;
}
