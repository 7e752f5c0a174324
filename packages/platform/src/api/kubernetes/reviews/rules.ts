import type { Caller } from "@slipway/model";
import type { ApiServer } from "#embedded/apiserver/api-server.ts";
import { VERBS } from "./access.ts";

/** SelfSubjectRulesReview: everything the caller may do in a namespace, found by asking for each verb. */
export function reviewRules(server: ApiServer, caller: Caller, namespace: string): object {
  const rules = server.resources.all().map((resource) => ({
    apiGroups: [resource.group],
    resources: [resource.plural],
    verbs: VERBS.filter((verb) =>
      server.authorize(caller, verb, { resource, ...(resource.namespaced ? { namespace } : {}) }),
    ),
  }));
  return {
    resourceRules: rules.filter((rule) => rule.verbs.length > 0),
    nonResourceRules: [
      {
        verbs: ["get"],
        nonResourceURLs: ["/api", "/api/*", "/apis", "/apis/*", "/openapi/*", "/version", "/healthz"],
      },
    ],
    incomplete: false,
  };
}
