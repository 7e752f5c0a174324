import type { Log } from "#lib/log.ts";
import { bubblewrap, bubblewrapWorks } from "./bubblewrap.ts";
import { defaultSignals } from "./default-signals.ts";
import type { Host } from "./host.ts";
import { findUserTools, type OwnUsers, type UserTools } from "./own-users.ts";
import { plain } from "./plain.ts";
import type { Sandbox } from "./sandbox.ts";
import { type IdSpace, idSpace } from "./users.ts";

/** How pods are kept apart on this machine, and the users that they may have there. */
export interface Confinement {
  readonly sandbox: Sandbox;
  /** Absent where programs run as the home's user. */
  readonly ids?: IdSpace;
}

/** The best that works here, tried in order; what is missing is said once in the log, because jobs rely on it. */
export async function chooseSandbox(wanted: "auto" | "none", host: Host, log: Log): Promise<Confinement> {
  const [tools, signals] = await Promise.all([findUserTools(), defaultSignals()]);
  if (wanted === "none") return { sandbox: plain(signals) };
  const found = process.platform === "linux" ? await howItWorks(host.environment, tools) : undefined;
  if (found === undefined) {
    log.warn(
      isRoot()
        ? "bubblewrap does not work here: pods run as plain processes of root, with nothing between them and this machine"
        : "bubblewrap does not work here: pods run as plain processes and /opt/ml is not their own",
    );
    return { sandbox: plain(signals) };
  }
  const { how, ids } = found;
  if (isRoot() && how === "shared")
    log.warn("programs cannot be given users of their own here: pods run as root with few capabilities");
  const sandbox = bubblewrap(host, { how, tools }, signals);
  return how === "shared" || ids === undefined ? { sandbox } : { sandbox, ids };
}

/** The first way that runs a program; undefined when none does. */
export async function howItWorks(
  environment: Readonly<Record<string, string>>,
  users?: UserTools,
): Promise<{ readonly how: OwnUsers; readonly ids?: IdSpace } | undefined> {
  const tools = users ?? (await findUserTools());
  const ids = isRoot() ? await idSpace() : undefined;
  if (ids !== undefined)
    for (const how of ["namespace", "ids"] as const)
      if (await bubblewrapWorks(environment, { how, tools }, { first: ids.first, count: ids.each }))
        return { how, ids };
  return (await bubblewrapWorks(environment, { how: "shared", tools })) ? { how: "shared" } : undefined;
}

const isRoot = (): boolean => process.getuid?.() === 0;
