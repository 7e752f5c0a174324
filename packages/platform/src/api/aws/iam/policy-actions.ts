import { type Statement, textsOf } from "./policy-syntax.ts";

const actionsOf = ({ Action, NotAction }: Statement): readonly string[] => textsOf(Action ?? NotAction);

export function missingActions(statement: Statement): string | undefined {
  return actionsOf(statement).length === 0 ? "Policy statement must contain actions." : undefined;
}

/** What is wrong with the form of an action; whether there is such a one nobody knows here. */
export function actionProblem(statement: Statement): string | undefined {
  for (const action of actionsOf(statement)) {
    if (action === "*") continue;
    const [vendor = "", ...rest] = action.split(":");
    if (rest.length === 0)
      return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    if (rest.length > 1) return "Actions/Condition can contain only one colon.";
    if (!/^[\w.*?-]+$/.test(vendor)) return `Vendor ${vendor} is not valid`;
  }
  return undefined;
}

const ASSUMING =
  /^sts:(?:AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity|SetContext|.*[*?].*)$/i;

/** Who may assume a role is all that a trust policy says. */
export function assumingProblem(statement: Statement): string | undefined {
  const other = actionsOf(statement).some((action) => action !== "*" && !ASSUMING.test(action));
  return other ? "AssumeRole policy may only specify STS AssumeRole actions." : undefined;
}
