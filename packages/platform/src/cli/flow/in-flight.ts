import type { Session } from "../session/session.ts";
import { shortVersion } from "./apply-flow.ts";
import { runsOf } from "./runs-of.ts";

/** So many runs are named. */
const MOST_NAMED = 5;

/** Which runs of a flow go on, whatever becomes of it, a sentence; undefined where none does. */
export async function inFlight(
  session: Session,
  flow: { readonly namespace?: string | undefined; readonly name: string },
): Promise<string | undefined> {
  const namespace = flow.namespace ?? (await session.namespace());
  const names: string[] = [];
  const versions = new Set<string>();
  for await (const { metadata, status } of runsOf(session, { name: flow.name, namespace })) {
    if (status?.completionTime !== undefined) continue;
    names.push(metadata.name);
    if (status?.version !== undefined) versions.add(shortVersion(status.version));
  }
  if (names.length === 0) return undefined;
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  const their = versions.size === 0 ? "what they began with" : [...versions].join(", ");
  return `In flight, and stay with ${their}: ${names.slice(0, MOST_NAMED).join(", ")}${more}`;
}
