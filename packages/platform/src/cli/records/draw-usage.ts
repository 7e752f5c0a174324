import type { KeptAttempt, KeptUsage } from "@slipway/model/kubernetes/kept-records.ts";
import { humanDuration } from "#lib/human-duration.ts";
import { columns } from "../output/columns.ts";

/** The tries of a run, one a line, in the width of a terminal if one is given. */
export function attemptTable(
  attempts: readonly KeptAttempt[],
  { now, width }: { readonly now: Date; readonly width: number | undefined },
): string {
  const rows = attempts.map((one) => [
    String(one.attempt),
    one.outcome ?? "running",
    one.startedAt?.replace(/\.\d+Z$/, "Z") ?? "never",
    took(one, now),
    machinesOf(one),
    reasonOf(one),
  ]);
  return columns(["TRY", "STATE", "STARTED", "TOOK", "MACHINES", "REASON"], rows, { width, prose: true });
}

/** The machine time of all tries that are over, by instance type, in a sentence; "" while none is. */
export function usageSentence({ attempts, costs }: KeptUsage): string {
  const seconds = new Map<string, number>();
  for (const { instanceType, instanceCount, billableSeconds } of costs)
    seconds.set(instanceType, (seconds.get(instanceType) ?? 0) + instanceCount * billableSeconds);
  const used = [...seconds].map(
    ([type, sum]) => `${sum} machine-second${sum === 1 ? "" : "s"}${type === "" ? "" : ` of ${type}`}`,
  );
  const lost = attempts.filter(({ outcome }) => outcome === "lost").length;
  return `${used.join(", ")}${used.length > 0 && lost > 0 ? `, ${lost} lost ${lost === 1 ? "try" : "tries"} among them` : ""}`;
}

function took({ startedAt, finishedAt }: KeptAttempt, now: Date): string {
  if (startedAt === undefined) return "0s";
  const end = finishedAt === undefined ? now.getTime() : Date.parse(finishedAt);
  return humanDuration(end - Date.parse(startedAt));
}

function machinesOf({ instanceCount = 1, instanceType = "", runtime }: KeptAttempt): string {
  const where = runtime === undefined || runtime === "pods" ? "" : ` in ${runtime}`;
  return `${instanceCount} x ${instanceType}${where}`;
}

function reasonOf({ failureClass, message }: KeptAttempt): string {
  const line = message?.split("\n", 1)[0] ?? "";
  return failureClass === undefined ? line : `${failureClass}: ${line}`;
}
