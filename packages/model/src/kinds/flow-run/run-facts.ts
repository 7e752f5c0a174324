import type { Json } from "../../flows/index.ts";
import type { FlowRun } from "./type.ts";

/** What expressions of a run see as `run`. */
export function runFacts({ metadata, spec, status = {} }: FlowRun): Readonly<Record<string, Json>> {
  const { name, namespace = "", creationTimestamp: startTime = "" } = metadata;
  const { firstTime = startTime } = status;
  const made = { scheduledTime: firstTime, date: firstTime.slice(0, "2026-11-30".length) };
  return { name, namespace, flow: spec.flow, startTime, ...(status.slot ?? made) };
}
