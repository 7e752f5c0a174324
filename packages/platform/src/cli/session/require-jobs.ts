import { type Kind, SlipwayError } from "@slipway/model";
import type { Session } from "./session.ts";

const namespaceKind: Kind = {
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
};

/**
 * Throws where nothing that is started in the namespace would ever run, before anything is sent: SLIP-API-001 for one that is not
 * there, SLIP-CLI-025 for one without jobs.
 */
export async function requireJobs(session: Session): Promise<void> {
  const [{ jobsIn }, namespace] = await Promise.all([session.connection(), session.namespace()]);
  if (jobsIn === undefined) return requireNamespace(session, namespace);
  if (jobsIn.includes(namespace)) return;
  throw new SlipwayError(
    "SLIP-CLI-025",
    `namespace ${namespace} has no jobs; in this cluster ${jobsIn.join(", ")} ${jobsIn.length === 1 ? "has" : "have"}`,
  );
}

/** The default one is always there. */
async function requireNamespace(session: Session, name: string): Promise<void> {
  if (session.options.namespace === undefined) return;
  const { kubernetes } = await session.client();
  await kubernetes.get(namespaceKind, { name });
}
