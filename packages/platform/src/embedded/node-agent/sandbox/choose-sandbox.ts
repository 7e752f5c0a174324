import type { Log } from "#lib/log.ts";
import { bubblewrap, bubblewrapWorks } from "./bubblewrap.ts";
import type { Host } from "./host.ts";
import { plain } from "./plain.ts";
import type { Sandbox } from "./sandbox.ts";

/** Bubblewrap when it works here, else plain processes; said once in the log, because it changes what jobs can rely on. */
export async function chooseSandbox(wanted: "auto" | "none", host: Host, log: Log): Promise<Sandbox> {
  if (wanted === "none") return plain;
  if (process.platform === "linux" && (await bubblewrapWorks(host.environment))) return bubblewrap(host);
  log.warn("bubblewrap does not work here: pods run as plain processes and /opt/ml is not their own");
  return plain;
}
