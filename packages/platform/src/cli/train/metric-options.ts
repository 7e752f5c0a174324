import { usageError } from "../errors/usage-error.ts";
import { keyValues } from "../objects/key-values.ts";
import type { Session } from "../session/session.ts";

export interface MetricDefinition {
  readonly name: string;
  readonly regex: string;
}

/** SageMaker's bounds of MetricDefinitions. */
const MOST = 40;
const LONGEST_NAME = 255;

/** The `--metric` options as metric definitions. Throws for what no metric could be read with, as a job would be refused for it. */
export async function metricsOf(
  session: Session,
  given: readonly string[],
): Promise<readonly MetricDefinition[]> {
  const definitions = Object.entries(keyValues("--metric", given)).map(([name, regex]) => ({ name, regex }));
  if (definitions.length > MOST)
    throw usageError(`--metric is given ${definitions.length} times; a job has at most ${MOST} metrics`);
  for (const { name, regex } of definitions) {
    if (regex === "") throw usageError(`--metric ${name}=: expected NAME=REGEX, as in ${example(name)}`);
    if (name.length > LONGEST_NAME)
      throw usageError(`--metric ${name}: a name has at most ${LONGEST_NAME} characters`);
  }
  const [unusable] = definitions.length === 0 ? [] : await session.context.unusableMetrics(definitions);
  if (unusable === undefined) return definitions;
  const { name, why } = unusable;
  const remedy = /without a group/.test(why)
    ? `; put the number into parentheses, as in ${example(name)}`
    : "";
  throw usageError(`--metric ${name} ${why}${remedy}`);
}

const example = (name: string): string => `--metric '${name}=${name}: ([0-9.]+)'`;
