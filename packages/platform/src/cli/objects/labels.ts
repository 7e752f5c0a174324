import { labelValue, qualifiedName } from "@slipway/model/kubernetes/name-rules.ts";
import { usageError } from "../errors/usage-error.ts";
import { keyValues } from "./key-values.ts";

/** The `--label` options as labels, under Kubernetes' rules. */
export function labelsOf(given: readonly string[]): Readonly<Record<string, string>> {
  const labels = keyValues("--label", given);
  for (const [key, value] of Object.entries(labels)) {
    const [why] = [...qualifiedName(key), ...labelValue(value)];
    if (why !== undefined) throw usageError(`--label ${key}=${value}: ${why}`);
  }
  return labels;
}
