import { text } from "../call.ts";
import type { IamOperation } from "./iam-call.ts";
import { iamError } from "./iam-error.ts";
import { page } from "./page.ts";

const ENTITY = /^arn:aws[a-z-]*:iam::\d{12}:(?:role|user|group)\/[\x21-\x7e]+$/;
/** Decisions in one answer. */
const MOST = 10_000;

/**
 * Answers what would be so: that whoever works here may do everything, whatever policies say, as far as their access key's own rights
 * go. So preflight checks of programs pass, also for roles that are not kept here.
 */
export const simulatePrincipalPolicy: IamOperation = async (input) => {
  const source = text(input, "PolicySourceArn");
  if (!ENTITY.test(source))
    throw iamError(
      "InvalidInputException",
      `Invalid Entity Arn: ${source} does not clearly define entity type and name.`,
    );
  const actions = [...new Set(input["ActionNames"] as readonly string[])].sort();
  const resources = (input["ResourceArns"] as readonly string[] | undefined) ?? ["*"];
  if (actions.length * resources.length > MOST)
    throw iamError("InvalidInputException", `More than ${MOST} decisions are asked for at once.`);
  const { items, more } = page(actions, input, (action) => action);
  const decision = "allowed";
  const each = resources.map((resource) => ({
    EvalResourceName: resource,
    EvalResourceDecision: decision,
    MatchedStatements: [],
    MissingContextValues: [],
  }));
  return {
    EvaluationResults: items.map((action) => ({
      EvalActionName: action,
      EvalResourceName: resources[0] ?? "*",
      EvalDecision: decision,
      MatchedStatements: [],
      MissingContextValues: [],
      ...(resources.length > 1 ? { ResourceSpecificResults: each } : {}),
    })),
    ...more,
  };
};
