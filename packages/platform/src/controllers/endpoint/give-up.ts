import { findCondition } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { REFUSED } from "#runs/refused.ts";
import { inServiceButFailed } from "./report.ts";

/** ACK.Terminal as ACK sets it for an endpoint that failed; `accept` owns it before that, and halts where it refuses. */
export const giveUp: Step<Endpoint, "ACK.Terminal"> = {
  condition: "ACK.Terminal",
  evenAfterFailure: true,
  async run(endpoint) {
    const served = findCondition(endpoint.status?.conditions, "ACK.ReferencesResolved");
    if (served?.reason === REFUSED)
      return { condition: { status: "True", reason: REFUSED, message: served.message ?? "" } };
    const { endpointStatus, failureReason } = endpoint.status ?? {};
    if (failureReason === undefined) return {};
    const message =
      endpointStatus === "Failed"
        ? "Endpoint status reached terminal state: Failed. Check the FailureReason."
        : inServiceButFailed(endpoint);
    return { condition: { status: "True", reason: "Failed", message } };
  },
};
