import { iamError } from "./iam-error.ts";
import { actionProblem, assumingProblem, missingActions } from "./policy-actions.ts";
import { formProblem, hasBrokenArn, partsProblem } from "./policy-resources.ts";
import { hasWrongDates, isBag, isStatement, type Statement, statementsOf } from "./policy-syntax.ts";

const [CURRENT, FIRST] = ["2012-10-17", "2008-10-17"] as const;

/** What a policy is for: who may assume a role, what a role may do, or the same as a managed policy. */
export type PolicyUse = "trust" | "permissions" | "managed";

/** The documents of AWS's answers are percent-encoded as RFC 3986 has it. */
export const encodedDocument = (document: string): string =>
  encodeURIComponent(document).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * Refuses what IAM would not keep, by its grammar of policies, in IAM's order and words; whether it allows anything is nobody's
 * question here. Throws MalformedPolicyDocument.
 */
export function checkDocument(document: string, use: PolicyUse): void {
  const { version, statements } = readable(parsed(document, use));
  if (use === "managed" && version !== CURRENT)
    throw malformed("Policy document must be version 2012-10-17 or greater.");
  if (statements.some(failsLegacyParsing)) throw malformed("The policy failed legacy parsing");
  const sids = statements.flatMap(({ Sid = "" }) => (Sid === "" ? [] : [Sid]));
  if (new Set(sids).size < sids.length)
    throw malformed("Statement IDs (SID) in a single policy must be unique.");
  for (const rule of use === "trust" ? TRUST : PERMISSIONS) {
    const problem = statements.map(rule).find((one) => one !== undefined);
    if (problem !== undefined) throw malformed(problem);
  }
}

function parsed(document: string, use: PolicyUse): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw malformed(use === "trust" ? "This policy contains invalid Json" : "Syntax errors in policy.");
  }
}

function readable(policy: unknown) {
  const { Version: version = FIRST, Id: id = "", Statement, ...others } = isBag(policy) ? policy : {};
  const statements = statementsOf(Statement)?.filter(isStatement) ?? [];
  const isWhole = statements.length > 0 && statements.length === statementsOf(Statement)?.length;
  const isKnown = version === CURRENT || version === FIRST;
  if (!isWhole || !isKnown || typeof id !== "string" || Object.keys(others).length > 0)
    throw malformed("Syntax errors in policy.");
  return { version, statements };
}

const failsLegacyParsing = (statement: Statement): boolean =>
  !["Allow", "Deny"].includes(statement.Effect) || hasBrokenArn(statement) || hasWrongDates(statement);

type Rule = (statement: Statement) => string | undefined;

const has =
  (message: string, ...names: readonly (keyof Statement)[]): Rule =>
  (statement) =>
    names.some((name) => statement[name] !== undefined) ? message : undefined;

const lacks =
  (message: string, ...names: readonly (keyof Statement)[]): Rule =>
  (statement) =>
    names.some(
      (name) => statement[name] !== undefined && (statement[name] as { length?: number }).length !== 0,
    )
      ? undefined
      : message;

const TRUST: readonly Rule[] = [
  missingActions,
  has("Has prohibited field Resource", "Resource", "NotResource"),
  lacks("Missing required field Principal", "Principal", "NotPrincipal"),
  actionProblem,
  assumingProblem,
];

const PERMISSIONS: readonly Rule[] = [
  missingActions,
  has("Policy document should not specify a principal.", "Principal", "NotPrincipal"),
  formProblem,
  actionProblem,
  lacks("Policy statement must contain resources.", "Resource", "NotResource"),
  partsProblem,
];

const malformed = (message: string) => iamError("MalformedPolicyDocumentException", message);
