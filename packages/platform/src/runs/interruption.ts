import { createHash } from "node:crypto";
import { INTERRUPT_ANNOTATION, type RunFailure, type RunPhase, type RunRecord } from "@slipway/model";
import { findNodePool } from "#runtimes/node-pools.ts";
import type { CarriedTurn } from "./carried.ts";
import { isToStop, type Running, recordOf, startOf } from "./run-record.ts";

/** A run that has come further than this keeps its machine for what is left to do. */
const INTERRUPTIBLE: ReadonlySet<RunPhase | undefined> = new Set(["pending", "downloading", "running"]);
/** Nothing is lost where one comes a moment late. */
const LOOK_MS = 1_000;
const HOUR_MS = 3_600_000;
/** Digits of a digest that make a number between 0 and 1. */
const DIGITS = 13;

/** Whether a run's machine is taken away now. */
export interface Interruption {
  readonly failure?: RunFailure;
  /** The request that is heeded by this, or comes too late. */
  readonly heeded?: string;
  /** Milliseconds until one is due, where that is known. */
  readonly dueInMs?: number;
}

/**
 * Somebody asks for it by the annotation, or the run is on a spot machine of a pool that declares how often those are taken away. What
 * goes out whole is interrupted out there.
 */
export async function interruptionOf(
  object: Running,
  next: RunRecord,
  { turn, spotType }: { readonly turn: CarriedTurn; readonly spotType: string | undefined },
): Promise<Interruption> {
  const asked = object.metadata.annotations?.[INTERRUPT_ANNOTATION];
  const isAsked = asked !== undefined && asked !== recordOf(object).interrupted;
  if ((!isAsked && spotType === undefined) || isToStop(object)) return {};
  if ((await turn.abilities()).wholeRequest) return {};
  const canBe = INTERRUPTIBLE.has(next.phase);
  if (isAsked) return { heeded: asked, ...(canBe ? { failure: preempted("as somebody has asked") } : {}) };
  const dueAt = canBe ? await dueAtOf(object, next, { turn, spotType }) : undefined;
  if (dueAt === undefined) return {};
  const dueInMs = dueAt - turn.now.getTime();
  return dueInMs > 0
    ? { dueInMs: Math.max(LOOK_MS, dueInMs) }
    : { failure: preempted("as often as its NodePool says") };
}

const preempted = (why: string): RunFailure => ({
  class: "preempted",
  message: `The machine was taken away, ${why}`,
});

async function dueAtOf(
  object: Running,
  next: RunRecord,
  { turn, spotType }: { readonly turn: CarriedTurn; readonly spotType: string | undefined },
): Promise<number | undefined> {
  const started = startOf(next);
  const perHour =
    (await findNodePool(turn, { instanceType: spotType }))?.spec.spot?.interruptionsPerHour ?? 0;
  if (started === undefined || perHour <= 0) return undefined;
  return Date.parse(started) + (-Math.log(chance(object)) / perHour) * HOUR_MS;
}

/** Between 0 and 1, the same at every look at a try and another one for each: waiting times that are drawn so are exponential. */
function chance(object: Running): number {
  const { run = "" } = recordOf(object);
  const digest = createHash("sha256").update(`${object.metadata.uid}/${run}`).digest("hex");
  return (Number.parseInt(digest.slice(0, DIGITS), 16) + 1) / (16 ** DIGITS + 1);
}
