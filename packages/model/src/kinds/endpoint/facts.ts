import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import { definitionWording } from "../../aws/wording.ts";
import { findCondition } from "../../conditions.ts";
import type { AwsKindFacts, Outcome } from "../facts.ts";
import { endpointAccess } from "./access.ts";
import { comparisonRule } from "./comparison-rule.ts";
import { endpointConditions } from "./conditions.ts";
import { feedbackWindowProblem } from "./feedback-window.ts";
import { endpointKind } from "./index.ts";
import { replayProblem } from "./replay.ts";
import { endpointCrd } from "./schema.generated.ts";
import type { Endpoint } from "./type.generated.ts";
import { updateAttempt } from "./update-attempt.ts";
import { validateEndpoint } from "./validation.ts";
import { endpointView } from "./view.ts";

export const endpointFacts: AwsKindFacts<Endpoint> = {
  kind: endpointKind,
  crd: endpointCrd,
  about: "a name under which models answer requests until it is deleted",
  words: ["ep", "smep"],
  conditions: endpointConditions,
  aws: {
    service: SAGEMAKER,
    name: "Endpoint",
    arnType: "endpoint",
    wording: definitionWording("endpoint"),
    status: "EndpointStatus",
    order: "Descending",
    changeable: ["endpointConfigName", "deploymentConfig", "tags"],
    validate: ({ spec }) => validateEndpoint(spec),
    withoutEffect: problemsOf,
    view: endpointView,
  },
  program: { container: "model", ends: false },
  outcome: (endpoint) => ({
    state: stateOf(endpoint),
    word: endpoint.status?.endpointStatus ?? "Pending",
  }),
};

/** Of annotations that cannot be understood, which count for nothing. */
function problemsOf(endpoint: Endpoint): readonly string[] {
  const others = [comparisonRule(endpoint).problem, feedbackWindowProblem(endpoint), replayProblem(endpoint)];
  return [...endpointAccess(endpoint.metadata.annotations).problems, ...others.flatMap((one) => one ?? [])];
}

/** In service counts only for the configuration asked for, and a failure for the spec as it stands: an update may not have begun yet. */
function stateOf(endpoint: Endpoint): Outcome["state"] {
  const { spec, status } = endpoint;
  if (status?.endpointStatus === "Failed") return isOfBefore(endpoint) ? "working" : "failed";
  if (status?.endpointStatus !== "InService") return "working";
  if (updateAttempt(endpoint) !== status.slipway?.attempt) return "working";
  const serving = status.slipway?.endpointConfigName;
  const wanted = spec?.endpointConfigName;
  return serving === undefined || wanted === undefined || serving === wanted ? "done" : "working";
}

/** Whether all that was said of it was said of another spec. */
function isOfBefore({ metadata, status }: Endpoint): boolean {
  const told = (["ACK.ResourceSynced", "ACK.Terminal"] as const).flatMap(
    (type) => findCondition(status?.conditions, type)?.observedGeneration ?? [],
  );
  return told.length > 0 && !told.includes(metadata.generation ?? 0);
}
