/** What the router serves: an action of one endpoint. */
export interface InvocationPath {
  readonly namespace: string;
  readonly endpoint: string;
  readonly action: "invocations" | "ping";
}

const PATH = /^\/namespaces\/([^/?]+)\/endpoints\/([^/?]+)\/(invocations|ping)$/;

/** Undefined for a target that the router does not serve. */
export function invocationPath(target: string): InvocationPath | undefined {
  const [, namespace, endpoint, action] = PATH.exec(target) ?? [];
  if (namespace === undefined || endpoint === undefined) return undefined;
  return { namespace, endpoint, action: action === "ping" ? "ping" : "invocations" };
}

/** The one method of each action. */
export const METHOD = { invocations: "POST", ping: "GET" } as const;
