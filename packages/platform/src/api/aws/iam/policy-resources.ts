import { type Statement, textsOf } from "./policy-syntax.ts";

const PARTITIONS = [
  "aws",
  "aws-cn",
  "aws-us-gov",
  "aws-iso",
  "aws-iso-b",
  "aws-iso-e",
  "aws-iso-f",
  "aws-eusc",
  "*",
];
const IAM_PATHS =
  "user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/";

const resourcesOf = ({ Resource, NotResource }: Statement): readonly string[] =>
  textsOf(Resource ?? NotResource);

/** Whether a resource has neither all the parts of an ARN nor few enough to stand for one. */
export function hasBrokenArn(statement: Statement): boolean {
  return resourcesOf(statement).some((resource) => {
    const [prefix, partition, service, ...rest] = resource.split(":");
    if (prefix !== "arn" || partition !== "aws") return false;
    return service === "" || rest.length === 1 || rest.length === 2;
  });
}

/** What is wrong with the form of a resource; undefined where it is an ARN, or all. */
export function formProblem(statement: Statement): string | undefined {
  const none = resourcesOf(statement).find((resource) => resource !== "*" && !resource.includes(":"));
  return none === undefined ? undefined : `Resource ${none} must be in ARN format or "*".`;
}

/** What is wrong with the parts of an ARN. */
export function partsProblem(statement: Statement): string | undefined {
  return resourcesOf(statement)
    .filter((resource) => resource !== "*")
    .map(arnProblem)
    .find((problem) => problem !== undefined);
}

function arnProblem(resource: string): string | undefined {
  const [, partition = "", service, region = "", , ...rest] = resource.split(":");
  if (!PARTITIONS.includes(partition)) {
    const parts = ["arn", ...resource.split(":").slice(1)];
    const whole = [...parts, ...Array<string>(Math.max(0, 6 - parts.length)).fill("*")].join(":");
    return `Partition "${partition}" is not valid for resource "${whole}".`;
  }
  if (service === undefined) return "Resource vendor must be fully qualified and cannot contain regexes.";
  const path = rest.join(":");
  if (service === "iam") return iamProblem(resource, region, path);
  const isPlain = !["accesspoint", "job", "storage-lens"].some((type) => path.startsWith(type));
  if (service === "s3" && region !== "" && region !== "*" && isPlain)
    return `Resource ${resource} can not contain region information.`;
  return undefined;
}

function iamProblem(resource: string, region: string, path: string): string | undefined {
  if (region !== "" && region !== "*") return `IAM resource ${resource} cannot contain region information.`;
  const isKnown = /^[*?]|^root$/.test(path) || IAM_PATHS.split(", ").some((known) => path.startsWith(known));
  return isKnown ? undefined : `IAM resource path must either be "*" or start with ${IAM_PATHS}.`;
}
