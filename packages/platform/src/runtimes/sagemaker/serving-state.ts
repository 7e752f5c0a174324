import type { ServingState, VariantState } from "../serving.ts";
import type { Members } from "./aws-calls.ts";
import { ENDPOINT, reportedFields } from "./aws-kind.ts";

const CHANGING: ReadonlySet<unknown> = new Set(["Creating", "Updating", "SystemUpdating", "RollingBack"]);

/** Whether SageMaker takes no request for the endpoint until it is done with the one before. */
export const isChanging = (status: unknown): boolean => CHANGING.has(status);

interface Variant {
  readonly VariantName?: string;
  readonly CurrentWeight?: number;
  readonly DesiredWeight?: number;
  readonly CurrentInstanceCount?: number;
  readonly DesiredInstanceCount?: number;
}

/** DescribeEndpoint's answer as the state of an endpoint; `asked` is the configuration it was last asked to take. */
export function servingState(
  answer: Members,
  { wanted, asked }: { readonly wanted: string; readonly asked: string | undefined },
): ServingState {
  const phase = phaseOf(answer, { wanted, asked });
  const { failureReason, ...reported } = reportedFields(ENDPOINT, answer);
  return {
    phase,
    message: messageOf(answer, phase),
    variants: ((answer["ProductionVariants"] as readonly Variant[] | undefined) ?? []).map(variantState),
    // Of an update that another one has mended AWS still tells the reason.
    reported: phase === "failed" && failureReason !== undefined ? { ...reported, failureReason } : reported,
  };
}

function phaseOf(
  answer: Members,
  { wanted, asked }: { readonly wanted: string; readonly asked: string | undefined },
): ServingState["phase"] {
  const status = answer["EndpointStatus"];
  if (isChanging(status)) return "creating";
  if (status === "Deleting") return "removing";
  if (status !== "InService") return "failed";
  if (answer["EndpointConfigName"] === wanted) return "ready";
  return asked === wanted && answer["FailureReason"] !== undefined ? "failed" : "creating";
}

function messageOf(answer: Members, phase: ServingState["phase"]): string {
  const status = String(answer["EndpointStatus"]);
  const why = answer["FailureReason"];
  if (phase === "failed") return typeof why === "string" ? why : `The endpoint is ${status} in SageMaker`;
  if (phase === "ready") return "SageMaker serves it";
  return status === "InService" ? "Waiting for SageMaker to begin the update" : `${status} in SageMaker`;
}

function variantState(variant: Variant): VariantState {
  const weight = variant.CurrentWeight ?? variant.DesiredWeight ?? 1;
  const ready = variant.CurrentInstanceCount ?? 0;
  return {
    name: variant.VariantName ?? "",
    weight: variant.DesiredWeight ?? weight,
    desired: variant.DesiredInstanceCount ?? ready,
    ready,
    message: "",
    pods: [],
  };
}
