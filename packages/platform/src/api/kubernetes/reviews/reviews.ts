import { type Caller, SlipwayError } from "@slipway/model";
import type { ApiServer } from "#embedded/apiserver/api-server.ts";
import type { Answer } from "../answers/send.ts";
import { isObject } from "../requests/body.ts";
import type { ResourcePath } from "../requests/parse-path.ts";
import { reviewAccess } from "./access.ts";
import { reviewRules } from "./rules.ts";
import type { VirtualResource } from "./virtual.ts";

interface Review extends VirtualResource {
  status(server: ApiServer, caller: Caller, spec: Readonly<Record<string, unknown>>): object;
}

/** Questions a caller may ask about itself; anybody who is known may ask. */
export const REVIEWS: readonly Review[] = [
  {
    group: "authorization.k8s.io",
    version: "v1",
    plural: "selfsubjectaccessreviews",
    kind: "SelfSubjectAccessReview",
    status: reviewAccess,
  },
  {
    group: "authorization.k8s.io",
    version: "v1",
    plural: "selfsubjectrulesreviews",
    kind: "SelfSubjectRulesReview",
    status: (server, caller, spec) => reviewRules(server, caller, namespaceOf(spec)),
  },
  {
    group: "authentication.k8s.io",
    version: "v1",
    plural: "selfsubjectreviews",
    kind: "SelfSubjectReview",
    status: (_, caller) => ({ userInfo: { username: caller.user, groups: caller.groups } }),
  },
];

export function findReview(path: ResourcePath): Review | undefined {
  if (path.name !== undefined || path.namespace !== undefined) return undefined;
  return REVIEWS.find(
    (review) =>
      review.group === path.group && review.version === path.version && review.plural === path.plural,
  );
}

/** Answers the review: the object as it was sent, with its status. */
export function answerReview(
  review: Review,
  asked: {
    readonly server: ApiServer;
    readonly caller: Caller;
    readonly object: Readonly<Record<string, unknown>>;
  },
): Answer {
  const { server, caller, object } = asked;
  const apiVersion = `${review.group}/${review.version}`;
  if (
    (object["kind"] ?? review.kind) !== review.kind ||
    (object["apiVersion"] ?? apiVersion) !== apiVersion
  ) {
    throw new SlipwayError(
      "SLIP-API-008",
      `expected ${apiVersion} ${review.kind}, got ${String(object["apiVersion"])} ${String(object["kind"])}`,
    );
  }
  const spec = isObject(object["spec"]) ? object["spec"] : {};
  return {
    http: 201,
    body: {
      kind: review.kind,
      apiVersion,
      metadata: { creationTimestamp: null },
      ...(object["spec"] === undefined ? {} : { spec }),
      status: review.status(server, caller, spec),
    },
  };
}

function namespaceOf(spec: Readonly<Record<string, unknown>>): string {
  const { namespace } = spec;
  if (typeof namespace === "string" && namespace !== "") return namespace;
  throw new SlipwayError("SLIP-API-008", "no namespace on request");
}
