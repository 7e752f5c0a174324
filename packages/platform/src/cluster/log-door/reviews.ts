import { defined, SlipwayError } from "@slipway/model";
import { KEPT_LOGS } from "@slipway/model/kubernetes/kept-logs.ts";
import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";

/** What the API server says of a caller. */
export interface Reviews {
  /**
   * Returns when the token's user may read the pod's log, or those of all pods of the namespace where none is named; throws
   * Unauthorized or Forbidden in an API server's words.
   */
  mayRead(token: string, of: { readonly namespace: string; readonly pod?: string }): Promise<void>;
}

interface UserInfo {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

interface TokenReview {
  readonly status?: {
    readonly authenticated?: boolean;
    readonly user?: UserInfo;
    readonly audiences?: readonly string[];
  };
}

interface SubjectAccessReview {
  readonly status?: { readonly allowed?: boolean };
}

/** Asks by TokenReview who the token is, and by SubjectAccessReview whether it may `get pods/log`: the door has no list of its own. */
export function apiServerReviews(client: Pick<KubernetesClient, "json">): Reviews {
  return {
    async mayRead(token, { namespace, pod }) {
      const user = await userOf(client, token);
      const { status } = await client.json<SubjectAccessReview>({
        method: "POST",
        path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        body: {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SubjectAccessReview",
          spec: {
            user: user.username,
            uid: user.uid,
            groups: user.groups,
            extra: user.extra,
            resourceAttributes: {
              verb: "get",
              group: "",
              version: "v1",
              resource: "pods",
              subresource: "log",
              namespace,
              ...defined({ name: pod }),
            },
          },
        },
      });
      if (status?.allowed === true) return;
      throw new SlipwayError(
        "SLIP-API-006",
        `pods${pod === undefined ? "" : ` ${JSON.stringify(pod)}`} is forbidden: User ${JSON.stringify(user.username ?? "")} cannot get resource "pods/log" in API group "" in the namespace ${JSON.stringify(namespace)}`,
      );
    },
  };
}

async function userOf(client: Pick<KubernetesClient, "json">, token: string): Promise<UserInfo> {
  const { status } = await client.json<TokenReview>({
    method: "POST",
    path: "/apis/authentication.k8s.io/v1/tokenreviews",
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenReview",
      spec: { token, audiences: [KEPT_LOGS.audience] },
    },
  });
  // An authenticator that knows no audiences answers without them; then the token may be meant for anybody.
  const meant = status?.audiences?.includes(KEPT_LOGS.audience) === true;
  if (status?.authenticated === true && meant && status.user?.username) return status.user;
  throw new SlipwayError("SLIP-API-005", "Unauthorized");
}
