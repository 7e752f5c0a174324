import { stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { nodeKind } from "@slipway/model/kubernetes/workloads.ts";
import type { HomeStatus } from "../context.ts";
import type { Session } from "../session/session.ts";
import { type Finding, failed, ok, warning } from "./finding.ts";

/** Before any release: a clock that says so has never been set. */
const EARLIEST = Date.parse("2026-01-01T00:00:00Z");
const TOLERATED_MS = 5 * 60_000;

/** Signatures are good for minutes, and times order what happened: the clock must be set and must not go back. */
export async function checkClock(stateDir: string, now: Date): Promise<Finding> {
  const remedy = "Set the clock (timedatectl set-ntp true).";
  if (now.getTime() < EARLIEST) return failed("clock", now.toISOString(), remedy);
  const written = await stat(join(stateDir, "state.json")).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (written > now.getTime() + TOLERATED_MS) {
    return failed(
      "clock",
      `${now.toISOString()}, yet the state folder was written ${new Date(written).toISOString()}`,
      remedy,
    );
  }
  return ok("clock", now.toISOString());
}

export function checkStateFolder(status: HomeStatus): Finding {
  const { stateDir, schemaVersion, supportedSchemaVersion } = status;
  if (schemaVersion === undefined) return ok("state folder", `${stateDir} (new)`);
  const found = `${stateDir}, version ${schemaVersion}`;
  return schemaVersion <= supportedSchemaVersion
    ? ok("state folder", found)
    : failed(
        "state folder",
        found,
        `This Slipway knows versions up to ${supportedSchemaVersion}: use the newer one, or another folder.`,
      );
}

/** The folder's own ports are the server's while it runs, and must be free while it does not. */
export async function checkPorts(status: HomeStatus): Promise<Finding> {
  const ports = Object.entries(status.ports ?? {});
  if (ports.length === 0) return ok("ports", "chosen at the first start");
  const named = ports.map(([name, port]) => `${name} ${port}`).join(", ");
  if (status.running) return ok("ports", named);
  const taken = (
    await Promise.all(ports.map(async ([name, port]) => ((await isFree(port)) ? [] : [`${name} ${port}`])))
  ).flat();
  return taken.length === 0
    ? ok("ports", `${named} (free)`)
    : failed(
        "ports",
        `in use by another program: ${taken.join(", ")}`,
        "Stop that program, or start with `slipway up --new-ports`.",
      );
}

/** Reads every byte of them: jobs look at sizes and times alone. */
export async function checkEnvironments(session: Session): Promise<Finding> {
  const { count, bytes, damaged } = await session.context.home.environments(session.stateDir, {
    check: true,
  });
  const found = `${count} of Python, ${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  return damaged.length === 0
    ? ok("environments", found)
    : warning(
        "environments",
        `${found}; no longer what was installed: ${damaged.join("; ")}`,
        "The next job that needs one of them has it installed anew. See who writes to the state folder.",
      );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

export async function checkServer(session: Session, status: HomeStatus): Promise<Finding> {
  if (!status.running) return warning("server", "not running", "Start it with `slipway up --detach`.");
  try {
    const { kubernetes, aws } = await session.client();
    const [version] = await Promise.all([
      kubernetes.version(),
      aws.objectSize({ bucket: "slipway-doctor", key: "none" }),
    ]);
    return ok("server", `answers as ${version.gitVersion}, process ${status.pid}`);
  } catch (error) {
    if (isSlipwayError(error)) return failed("server", `${error.code}: ${error.message}`, error.entry.remedy);
    throw error;
  }
}

/** The one node of an embedded home. */
const NODE = "slipway";

/** What the node says of itself: it tried at its start. */
export async function checkLimits(session: Session, status: HomeStatus): Promise<Finding> {
  const name = "limits";
  if (!status.running) return ok(name, "known once Slipway runs");
  try {
    const { kubernetes } = await session.client();
    const node = await kubernetes.get(nodeKind, { name: NODE });
    const kept = node.status?.conditions?.find(({ type }) => type === "LimitsKept");
    const found = kept?.message ?? "the node does not say";
    return kept?.status === "True"
      ? ok(name, found)
      : warning(
          name,
          found,
          "Run Slipway where it may make control groups: as root, or below a unit of systemd with Delegate=yes.",
        );
  } catch (error) {
    if (isSlipwayError(error)) return warning(name, `not known: ${error.message}`, error.entry.remedy);
    throw error;
  }
}

/** Reading the folder may itself fail: then that is the finding. */
export async function homeStatus(session: Session): Promise<HomeStatus | Finding> {
  try {
    return await session.context.home.status(session.stateDir);
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return failed("state folder", `${error.code}: ${error.message}`, error.entry.remedy);
  }
}
