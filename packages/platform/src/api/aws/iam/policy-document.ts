import { iamError } from "./iam-error.ts";

const VERSIONS = ["2012-10-17", "2008-10-17"];

/** What a policy is for: who may assume a role, or what may be done. */
export type PolicyUse = "trust" | "permissions";

/** The documents of AWS's answers are percent-encoded as RFC 3986 has it. */
export const encodedDocument = (document: string): string =>
  encodeURIComponent(document).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Refuses what IAM would not keep; whether it allows anything is nobody's question here. Throws MalformedPolicyDocument. */
export function checkDocument(document: string, use: PolicyUse): void {
  const policy = parsed(document);
  const { Version: version = VERSIONS[1], Statement: statement } = policy;
  if (typeof version !== "string" || !VERSIONS.includes(version)) throw malformed("Syntax errors in policy.");
  const statements = Array.isArray(statement) ? statement : [statement];
  if (statements.length === 0) throw malformed("Syntax errors in policy.");
  for (const each of statements) checkStatement(each, use);
}

type Bag = Readonly<Record<string, unknown>>;

function parsed(document: string): Bag {
  try {
    const value: unknown = JSON.parse(document);
    if (isBag(value)) return value;
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  throw malformed("Syntax errors in policy.");
}

const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function checkStatement(statement: unknown, use: PolicyUse): void {
  if (!isBag(statement)) throw malformed("Syntax errors in policy.");
  const has = (...names: readonly string[]): boolean => names.some((name) => Object.hasOwn(statement, name));
  if (!["Allow", "Deny"].includes(String(statement["Effect"]))) throw malformed("Syntax errors in policy.");
  if (!has("Action", "NotAction")) throw malformed("Policy statement must contain actions.");
  if (use === "trust") {
    if (has("Resource", "NotResource")) throw malformed("Has prohibited field Resource");
    if (!has("Principal", "NotPrincipal")) throw malformed("Missing required field Principal");
    return;
  }
  if (has("Principal", "NotPrincipal")) throw malformed("Policy document should not specify a principal.");
  if (!has("Resource", "NotResource")) throw malformed("Policy statement must contain resources.");
}

const malformed = (message: string) => iamError("MalformedPolicyDocumentException", message);
