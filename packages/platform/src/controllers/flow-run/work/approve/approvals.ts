import { approvedResults, rejection } from "@slipway/model/flows/bodies/approved-results.ts";
import { type ApproveAnswer, type ApproveBody, FlowProblems } from "@slipway/model/flows/index.ts";
import { ownMember } from "@slipway/model/flows/own-member.ts";
import type { StepWork, Try, TryState } from "../step-work.ts";

/** Steps that wait for a person, whose answer stands in the run's spec by the step's path. */
export const approvals: StepWork = {
  isSoonSeen: true,
  begin: async () => undefined,
  look: async (one) => {
    const answer = ownMember(one.run.spec.approvals, one.going.step.path);
    return answer === undefined ? asked(one) : answered(one, answer);
  },
  stop: async () => "stopped",
  remove: async () => "gone",
};

const bodyOf = ({ going }: Try): ApproveBody => going.step.body as unknown as ApproveBody;

function asked(one: Try): TryState {
  const { path } = one.going.step;
  const { message = "it is to be approved" } = bodyOf(one);
  const how = `slipway approve flowrun/${one.run.metadata.name} --step ${path}`;
  return { phase: "going", message: `${path}: ${message} (${how})` };
}

/** An answer that does not fit is none: the question stays, and says why. */
function answered(one: Try, answer: ApproveAnswer): TryState {
  if (!answer.approved) return { phase: "failed", failure: { class: "input", message: rejection(answer) } };
  try {
    return { phase: "succeeded", gives: { results: approvedResults(bodyOf(one), answer, one.turn.now) } };
  } catch (error) {
    if (!(error instanceof FlowProblems)) throw error;
    const why = error.problems.map(({ path, message }) => `${path.slice(1).join(".")} ${message}`).join("; ");
    const { by = "somebody" } = answer;
    return { phase: "going", message: `${one.going.step.path}: the answer by ${by} does not fit: ${why}` };
  }
}
