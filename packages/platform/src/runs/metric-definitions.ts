import { isSlipwayError, SlipwayError } from "@slipway/model";
import { RE2JS } from "re2js";

/** A metric and the regular expression whose first group is its value (SageMaker's MetricDefinition). */
export interface MetricDefinition {
  readonly name: string;
  readonly regex: string;
}

/** Reads metric values out of log lines. */
export interface MetricReader {
  read(text: string): readonly { readonly name: string; readonly value: number }[];
}

/**
 * Compiles definitions with RE2, whose time is linear in the line: an expression from outside can never hang the server.
 * Each is tried on the raw line and on the one with tabs written `#011`, as SageMaker's log pipeline escapes them.
 */
export function metricReader(definitions: readonly MetricDefinition[]): MetricReader {
  const compiled = definitions.map(({ name, regex }) => ({ name, pattern: compile(name, regex) }));
  return {
    read(text) {
      const forms = text.includes("\t") ? [text, text.replaceAll("\t", "#011")] : [text];
      return compiled.flatMap(({ name, pattern }) => {
        for (const form of forms) {
          const matcher = pattern.matcher(form);
          const value = matcher.find() ? Number(matcher.group(1) ?? Number.NaN) : Number.NaN;
          if (Number.isFinite(value)) return [{ name, value }];
        }
        return [];
      });
    },
  };
}

function compile(name: string, regex: string): RE2JS {
  const unusable = (why: string, cause?: unknown) =>
    new SlipwayError("SLIP-RUN-001", `metricDefinitions: the regex of ${name} cannot be used: ${why}`, {
      cause,
    });
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(regex);
  } catch (error) {
    throw unusable(error instanceof Error ? error.message : String(error), error);
  }
  if (pattern.groupCount() < 1) throw unusable("it has no group for the value");
  return pattern;
}

/** Why a definition cannot be used (SLIP-RUN-001); undefined when it can. */
export function unusableMetric({ name, regex }: MetricDefinition): string | undefined {
  try {
    compile(name, regex);
    return undefined;
  } catch (error) {
    if (!isSlipwayError(error, "SLIP-RUN-001")) throw error;
    return error.message;
  }
}
