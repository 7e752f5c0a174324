import { SlipwayError } from "@slipway/model";
import type { Session } from "./session.ts";

/** Throws SLIP-CLI-025 where nothing that is started in the namespace would ever run, before anything is sent. */
export async function requireJobs(session: Session): Promise<void> {
  const [{ jobsIn }, namespace] = await Promise.all([session.connection(), session.namespace()]);
  if (jobsIn === undefined || jobsIn.includes(namespace)) return;
  throw new SlipwayError(
    "SLIP-CLI-025",
    `namespace ${namespace} has no jobs; in this cluster ${jobsIn.join(", ")} ${jobsIn.length === 1 ? "has" : "have"}`,
  );
}
