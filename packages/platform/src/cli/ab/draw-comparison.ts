import { LEAST } from "#lib/comparison/compare.ts";
import { columns } from "../output/columns.ts";
import type { Measure, Measured } from "./measure.ts";

export interface Compared {
  readonly measure: Measure;
  readonly measured: readonly Measured[];
}

/** A line for each variant by each measure. */
export function drawComparison(all: readonly Compared[], width: number | undefined): string {
  const rows = all.flatMap(({ measure, measured }) =>
    measured.map((each, index) => [
      index === 0 ? measure.label : "",
      each.variant,
      String(each.sample.count),
      meanOf(each, measure),
      differenceOf(each, measure),
      verdictOf(each, measure),
    ]),
  );
  return columns(["MEASURE", "VARIANT", "VALUES", "MEAN", "DIFFERENCE", "VERDICT"], rows, {
    width,
    prose: true,
  });
}

function meanOf({ sample }: Measured, measure: Measure): string {
  return sample.count === 0 ? "" : `${readable(sample.sum / sample.count / measure.scale)}${measure.unit}`;
}

function differenceOf({ against }: Measured, { scale, unit }: Measure): string {
  if (against?.difference === undefined) return "";
  const signed = (value: number): string => `${value > 0 ? "+" : ""}${readable(value / scale)}`;
  const range = Number.isFinite(against.low) ? ` (${signed(against.low)} to ${signed(against.high)})` : "";
  return `${signed(against.difference)}${range}${unit}`;
}

function verdictOf({ against, sample }: Measured, { better }: Measure): string {
  if (against === undefined) return "";
  if (sample.count < LEAST || !Number.isFinite(against.low)) return `too few values: each needs ${LEAST}`;
  if (!against.isTold) return "not told apart yet";
  return (better === "lower") === (against.difference ?? 0) < 0 ? "better" : "worse";
}

/** As many digits as a person compares. */
const readable = (value: number): string => String(Number(value.toPrecision(3)));
