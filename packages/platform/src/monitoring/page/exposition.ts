import type { PointStatistics } from "#ledger/ledger.ts";
import type { MetricId } from "../metric.ts";
import { STATISTICS, statisticOf } from "../statistic.ts";

/** What was measured of a metric in one minute. */
export interface PageSample {
  readonly metric: MetricId;
  readonly unit: string;
  readonly statistics: PointStatistics;
  readonly at: Date;
}

/** The media type of what `exposition` writes. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Samples in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/), with the names that Prometheus'
 * own CloudWatch exporter (https://github.com/prometheus/cloudwatch_exporter) gives CloudWatch's metrics: one for each statistic.
 * A sample whose dimensions would have one name is left out, and so is a second one of the same name and labels: a page with either is refused whole.
 */
export function exposition(samples: readonly PageSample[]): string {
  const families = new Map<string, { readonly help: string; readonly lines: Map<string, string> }>();
  for (const { metric, unit, statistics, at } of samples) {
    const labels = labelsOf(metric.dimensions);
    if (labels === undefined) continue;
    for (const statistic of STATISTICS) {
      const name = `${safe(`${metric.namespace.toLowerCase()}_${snake(metric.name)}`)}_${snake(statistic)}`;
      const help = `CloudWatch's ${metric.namespace} ${metric.name}, of one minute. Statistic: ${statistic}. Unit: ${unit}.`;
      const family = families.get(name) ?? { help, lines: new Map<string, string>() };
      families.set(name, family);
      if (family.lines.has(labels)) continue;
      family.lines.set(labels, `${name}{${labels}} ${statisticOf(statistic, statistics)} ${at.getTime()}`);
    }
  }
  const texts = [...families].map(
    ([name, { help, lines }]) =>
      `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} gauge\n${[...lines.values()].join("\n")}\n`,
  );
  return texts.join("");
}

/** In one order; undefined where two have one name. */
function labelsOf(dimensions: Readonly<Record<string, string>>): string | undefined {
  const labels = Object.entries(dimensions).map(
    ([name, value]) => [labelName(name), escaped(value)] as const,
  );
  if (new Set(labels.map(([name]) => name)).size < labels.length) return undefined;
  return labels
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}="${value}"`)
    .join(",");
}

const snake = (text: string): string => text.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
/** What a name may have in it (https://prometheus.io/docs/concepts/data_model/). */
const safe = (text: string): string =>
  text
    .replace(/[^a-zA-Z0-9_]/g, "_")
    .replace(/__+/g, "_")
    .replace(/^(?=\d)/, "_");
/** Names that begin with two underscores are Prometheus' own. */
const labelName = (text: string): string => safe(snake(text));

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
