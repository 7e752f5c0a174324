import type { MetricId } from "#monitoring/metric.ts";
import type { Members } from "../call.ts";
import { invalidValue } from "./monitoring-error.ts";

/** The members of an input's list; none where it is absent. */
export function membersOf(list: unknown): readonly Members[] {
  return Array.isArray(list) ? (list as readonly Members[]) : [];
}

/** Of a metric or a namespace; throws where it has control characters. */
export function nameIn(value: unknown, parameter: string): string {
  const name = String(value ?? "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: They are what is refused.
  if (/[\u0000-\u001f\u007f]/.test(name))
    throw invalidValue(`The value for parameter ${parameter} contains control characters.`);
  return name;
}

/** A metric as an input names it; throws where a dimension is named twice, and for names that CloudWatch does not take. */
export function metricIn({ Namespace, MetricName, Dimensions }: Members): MetricId {
  return {
    namespace: nameIn(Namespace, "Namespace"),
    name: nameIn(MetricName, "MetricName"),
    dimensions: dimensionsIn(Dimensions),
  };
}

export function dimensionsIn(list: unknown): MetricId["dimensions"] {
  const pairs = membersOf(list).map(({ Name, Value }) => [String(Name), String(Value ?? "")] as const);
  if (!pairs.flat().every((text) => /^[ -~]*[!-~][ -~]*$/.test(text)))
    throw invalidValue(
      "The names and values of dimensions must contain only ASCII characters, at least one of them no white space, and no control characters.",
    );
  if (pairs.some(([name]) => name.startsWith(":")))
    throw invalidValue("The name of a dimension cannot begin with a colon.");
  if (new Set(pairs.map(([name]) => name)).size < pairs.length)
    throw invalidValue("The parameter Dimensions must not name a dimension twice.");
  return Object.fromEntries(pairs);
}

/** As answers name a metric. */
export function metricMembers({ namespace, name, dimensions }: MetricId): Members {
  const pairs = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Namespace: namespace, MetricName: name, Dimensions: pairs };
}
