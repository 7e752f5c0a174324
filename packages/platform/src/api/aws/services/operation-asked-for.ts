import type { IncomingMessage } from "node:http";

/**
 * Operations that only their method and path tell: of SageMaker's APIs, which share a signing name and of which most are not served,
 * and those of AWS's sign-in, which are never signed.
 */
const BY_PATH: readonly (readonly [method: string, path: RegExp, operation: string, api: string])[] = [
  ["POST", /^\/endpoints\/[^/]+\/invocations$/, "InvokeEndpoint", "SageMaker Runtime"],
  ["POST", /^\/endpoints\/[^/]+\/async-invocations$/, "InvokeEndpointAsync", "SageMaker Runtime"],
  [
    "POST",
    /^\/endpoints\/[^/]+\/invocations-response-stream$/,
    "InvokeEndpointWithResponseStream",
    "SageMaker Runtime",
  ],
  ["POST", /^\/BatchGetRecord$/, "BatchGetRecord", "SageMaker Feature Store"],
  ["DELETE", /^\/FeatureGroup\/[^/]+$/, "DeleteRecord", "SageMaker Feature Store"],
  ["GET", /^\/FeatureGroup\/[^/]+$/, "GetRecord", "SageMaker Feature Store"],
  ["PUT", /^\/FeatureGroup\/[^/]+$/, "PutRecord", "SageMaker Feature Store"],
  ["DELETE", /^\/human-loops\/[^/]+$/, "DeleteHumanLoop", "Amazon Augmented AI"],
  ["GET", /^\/human-loops\/[^/]+$/, "DescribeHumanLoop", "Amazon Augmented AI"],
  ["GET", /^\/human-loops$/, "ListHumanLoops", "Amazon Augmented AI"],
  ["POST", /^\/human-loops$/, "StartHumanLoop", "Amazon Augmented AI"],
  ["POST", /^\/human-loops\/stop$/, "StopHumanLoop", "Amazon Augmented AI"],
  ["POST", /^\/GetDeployments$/, "GetDeployments", "SageMaker Edge"],
  ["POST", /^\/GetDeviceRegistration$/, "GetDeviceRegistration", "SageMaker Edge"],
  ["POST", /^\/SendHeartbeat$/, "SendHeartbeat", "SageMaker Edge"],
  ["POST", /^\/token$/, "CreateToken", "IAM Identity Center"],
  ["POST", /^\/client\/register$/, "RegisterClient", "IAM Identity Center"],
  ["POST", /^\/device_authorization$/, "StartDeviceAuthorization", "IAM Identity Center"],
  ["GET", /^\/federation\/credentials$/, "GetRoleCredentials", "IAM Identity Center"],
  ["GET", /^\/assignment\/roles$/, "ListAccountRoles", "IAM Identity Center"],
  ["GET", /^\/assignment\/accounts$/, "ListAccounts", "IAM Identity Center"],
  ["POST", /^\/logout$/, "Logout", "IAM Identity Center"],
  ["POST", /^\/v1\/token$/, "CreateOAuth2Token", "AWS Sign-In"],
];

const LONGEST = 128;

/** What a request asks for, as a sentence names it: by its target, its path or its action. */
export function operationAskedFor(request: IncomingMessage): string {
  const { method = "", url = "", headers } = request;
  const { "x-amz-target": target } = headers;
  if (typeof target === "string") return quoted(target);
  const [path = "", parameters = ""] = url.split("?", 2);
  const action = new URLSearchParams(parameters).get("Action");
  return operationByPath(request) ?? quoted(action ?? `${method} ${path}`);
}

/** The same where the path alone tells it; undefined where it does not. */
export function operationByPath({ method, url = "" }: IncomingMessage): string | undefined {
  const [path = ""] = url.split("?", 1);
  const known = BY_PATH.find(([verb, pattern]) => verb === method && pattern.test(path));
  return known && `${known[2]} of ${known[3]}`;
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, LONGEST));
