import { setTimeout as sleep } from "node:timers/promises";
import { isAlreadyExists, isConflict, type Kind, keyOf, type Resource } from "@slipway/model";
import { APPLICATION_AUTOSCALING } from "@slipway/model/aws/application-autoscaling/service.ts";
import { asShape } from "@slipway/model/aws/object.ts";
import { contentDigest } from "#lib/content-digest.ts";
import type { Call, Members } from "../call.ts";
import { pageToken, readPageToken } from "../objects/page-token.ts";

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
      if (!(isConflict(error) || isAlreadyExists(error)) || tries === MOST_TRIES) throw error;
      await sleep(tries * BETWEEN_TRIES_MS);
    }
  }
}

/** Those of the caller's namespace that are not on their way out, the oldest first. */
export async function allOf<R extends Scaling>(call: Call, kind: Kind<R>): Promise<readonly R[]> {
  const { items } = await call.store.list(kind, { namespace: call.namespace });
  const there = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return there.sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1));
}

const ageOf = ({ metadata }: Resource): string => `${metadata.creationTimestamp} ${metadata.uid}`;

/** One name for what is named the same: whoever registers it again finds it. */
export const nameFor = (...parts: readonly string[]): string =>
  `autoscaling-${contentDigest(parts.join(" "))}`;

const MOST = 50;

/** A page of what a Describe operation asks for, in AWS's members; `more` is what is told of one before its controller has seen it. */
export function pageOf<R extends Scaling>(
  all: readonly R[],
  input: Members,
  shape: "ScalableTarget" | "ScalingPolicy",
  more: (one: R) => Members,
): { readonly members: readonly Members[]; readonly next: Members } {
  const { key: after } = input["NextToken"] === undefined ? {} : readPageToken(String(input["NextToken"]));
  const wanted = all.filter(isAskedFor(input));
  const from = after === undefined ? 0 : wanted.findIndex((one) => keyOf(one) === after) + 1;
  const page = wanted.slice(from, from + Math.min(Number(input["MaxResults"] ?? MOST), MOST));
  const last = page.at(-1);
  const isWhole = last === undefined || from + page.length >= wanted.length;
  return {
    members: page.map((one) => ({
      ...asShape({ service: APPLICATION_AUTOSCALING, name: shape }, shape, one),
      ...more(one),
    })),
    next: isWhole ? {} : { NextToken: pageToken({ key: keyOf(last) }) },
  };
}
