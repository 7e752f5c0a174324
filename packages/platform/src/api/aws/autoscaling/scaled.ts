import { setTimeout as sleep } from "node:timers/promises";
import { isAlreadyExists, isConflict, type Kind, type Resource } from "@slipway/model";
import { APPLICATION_AUTOSCALING } from "@slipway/model/aws/application-autoscaling/service.ts";
import { asShape } from "@slipway/model/aws/object.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { AwsError } from "../aws-error.ts";
import type { Call, Members } from "../call.ts";
import { validationError } from "./autoscaling-error.ts";

/** An object that says what it scales. */
interface Scaling extends Resource {
  readonly spec: {
    readonly serviceNamespace: string;
    readonly resourceID: string;
    readonly scalableDimension: string;
  };
}

/** What an operation's input names. */
export const isScaledBy =
  (input: Members) =>
  ({ spec }: Scaling): boolean =>
    spec.serviceNamespace === input["ServiceNamespace"] &&
    spec.resourceID === input["ResourceId"] &&
    spec.scalableDimension === input["ScalableDimension"];

/** What a Describe operation asks for, by its service, its resources and its dimension. */
export function isAskedFor(input: Members): (object: Scaling) => boolean {
  const { ServiceNamespace: service, ScalableDimension: dimension } = input;
  const resources = [input["ResourceIds"], input["ResourceId"]].flat().filter((one) => one !== undefined);
  if (dimension !== undefined && resources.length === 0)
    throw validationError("If you specify a scalable dimension, you must also specify a resource ID");
  return ({ spec }) =>
    spec.serviceNamespace === service &&
    (resources.length === 0 || resources.includes(spec.resourceID)) &&
    (dimension === undefined || spec.scalableDimension === dimension);
}

const MOST_TRIES = 10;
const BETWEEN_TRIES_MS = 20;

/** Reads and writes; again when somebody wrote in between, or one of the name is on its way out. */
export async function written<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (!(isConflict(error) || isAlreadyExists(error))) throw error;
      if (tries === MOST_TRIES) throw concurrentUpdate(error);
      await sleep(tries * BETWEEN_TRIES_MS);
    }
  }
}

const concurrentUpdate = (cause: unknown): AwsError =>
  new AwsError("SLIP-API-003", "Concurrent updates caused an exception: try again.", {
    type: "ConcurrentUpdateException",
    status: 400,
    cause,
  });

/** Those of the caller's namespace that are not on their way out, the oldest first. */
export async function allOf<R extends Scaling>(call: Call, kind: Kind<R>): Promise<readonly R[]> {
  const { items } = await call.store.list(kind, { namespace: call.namespace });
  const there = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return there.sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1));
}

/** By age, and one of its own. */
export const ageOf = ({ metadata }: Resource): string => `${metadata.creationTimestamp} ${metadata.uid}`;

/** One name for what is named the same: whoever registers it again finds it. */
export const nameFor = (...parts: readonly string[]): string =>
  `autoscaling-${contentDigest(parts.join(" "))}`;

/** In AWS's members. */
export const membersOf = (one: Scaling, shape: "ScalableTarget" | "ScalingPolicy"): Members =>
  asShape({ service: APPLICATION_AUTOSCALING, name: shape }, shape, one);
