import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { EXAMPLE } from "../../e2e/support/home.ts";

/** As good as for ever: a fixture is opened years after it was made. */
const FOR_YEARS_SECONDS = 10 * 365 * 86_400;

interface Options {
  readonly name: string;
  readonly rounds: number;
  readonly maxRuntimeInSeconds?: number;
}

/** A job of the built-in XGBoost on the fixture's own data, with metrics read out of its log. */
export function xgboostJob({ name, rounds, maxRuntimeInSeconds = FOR_YEARS_SECONDS }: Options): object {
  const job = parse(readFileSync(join(EXAMPLE, "training.yaml"), "utf8"));
  return {
    ...job,
    metadata: { name, labels: { made: "before" } },
    spec: {
      ...job.spec,
      trainingJobName: name,
      hyperParameters: { ...job.spec.hyperParameters, num_round: String(rounds) },
      stoppingCondition: { maxRuntimeInSeconds },
    },
  };
}

/** The example's Model, EndpointConfig and Endpoint. */
export function servingObjects(): readonly object[] {
  const text = readFileSync(join(EXAMPLE, "deploy.yaml"), "utf8");
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** A pool that nothing of the fixture needs. */
export function nodePool(): object {
  return {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "NodePool",
    metadata: { name: "kept" },
    spec: { instanceTypes: ["ml.c4.xlarge"], capacity: { cpu: "2" } },
  };
}
