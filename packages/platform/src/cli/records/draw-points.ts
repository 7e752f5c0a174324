import type { KeptPoint } from "@slipway/model/kubernetes/kept-records.ts";
import { csv } from "../output/csv.ts";
import { visible } from "../output/visible.ts";
import { padded } from "../output/width.ts";
import { seriesName } from "./series-name.ts";

type Pages = AsyncIterable<readonly KeptPoint[]>;

export async function pointsAsData(pages: Pages): Promise<readonly KeptPoint[]> {
  const all: KeptPoint[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** Points as text, page by page, after a heading. */
export async function* drawPoints(pages: Pages, as: "table" | "csv"): AsyncGenerator<string> {
  const heading = ["time", "step", "metric", "value"];
  yield as === "csv" ? csv([heading]) : aligned(heading.map((word) => word.toUpperCase()));
  for await (const page of pages) {
    const rows = page.map((point) => [
      ...[point.at, point.step, seriesName(point)],
      point.value ?? (as === "csv" ? undefined : "NaN"),
    ]);
    yield as === "csv" ? csv(rows) : rows.map(aligned).join("");
  }
}

/** Columns that need not know the rows to come. */
function aligned([time = "", step = "", metric = "", value = ""]: readonly (
  | string
  | number
  | undefined
)[]): string {
  const name = padded(visible(String(metric).split("\n", 1)[0] ?? ""), 20);
  return `${String(time).padEnd(24)}   ${String(step).padStart(6)}   ${name}   ${value}\n`;
}
