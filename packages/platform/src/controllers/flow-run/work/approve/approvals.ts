import { defined, rfc3339 } from "@slipway/model";
import { type ApproveAnswer, type ApproveBody, FlowProblems, type Json } from "@slipway/model/flows/index.ts";
import { parametersFromTexts } from "@slipway/model/flows/parameters/parameter-values.ts";
import type { StepWork, Try, TryState } from "../step-work.ts";

/** Steps that wait for a person, whose answer stands in the run's spec by the step's path. */
export const approvals: StepWork = {
  isSoonSeen: true,
  begin: async () => undefined,
  look: async (one) => {
    const answer = one.run.spec.approvals?.[one.going.step.path];
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
function answered(one: Try, { approved, fields = {}, comment, by = "somebody" }: ApproveAnswer): TryState {
  const said = comment === undefined ? "" : `: ${comment}`;
  if (!approved) return { phase: "failed", failure: { class: "input", message: `rejected by ${by}${said}` } };
  try {
    const texts = Object.entries(fields).map(([name, value]) => [name, textOf(value)]);
    const values = parametersFromTexts(bodyOf(one).fields ?? [], Object.fromEntries(texts));
    const told = { approved, by, at: rfc3339(one.turn.now), ...defined({ comment }) };
    return { phase: "succeeded", gives: { results: { ...values, ...told } } };
  } catch (error) {
    if (!(error instanceof FlowProblems)) throw error;
    const why = error.problems.map(({ path, message }) => `${path.slice(1).join(".")} ${message}`).join("; ");
    return { phase: "going", message: `${one.going.step.path}: the answer by ${by} does not fit: ${why}` };
  }
}

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
