import { columns } from "../output/columns.ts";
import { csv } from "../output/csv.ts";
import { seriesName } from "./series-name.ts";

/** A metric's newest point, and what its points come to. Null: no number. */
export interface MetricInBrief {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly step?: number;
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly count: number;
  readonly at: string;
}

/** One a line. */
export function drawMetrics(metrics: readonly MetricInBrief[], as: "table" | "csv"): string {
  if (as === "csv") {
    const rows = metrics.map((one) => [
      ...[seriesName(one), one.step, one.value ?? undefined],
      ...[one.min ?? undefined, one.max ?? undefined, one.count, one.at],
    ]);
    return csv([["metric", "step", "last", "min", "max", "points", "time"], ...rows]);
  }
  const rows = metrics.map((one) => [
    seriesName(one),
    String(one.step ?? ""),
    ...[one.value, one.min, one.max].map(readable),
    String(one.count),
  ]);
  return columns(["METRIC", "STEP", "LAST", "MIN", "MAX", "POINTS"], rows);
}

/** As many digits as a person compares. */
function readable(value: number | null): string {
  return value === null ? "NaN" : String(Number(value.toPrecision(6)));
}
