import { type Kind, keyOf, type Resource } from "@slipway/model";
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

/** A page of what a Describe operation is asked for, by its service, its resources and its dimension, in AWS's members; `more` is what is told of one before its controller has seen it. */
export function pageOf<R extends Scaling>(
  all: readonly R[],
  input: Members,
  shape: "ScalableTarget" | "ScalingPolicy",
  more: (one: R) => Members,
): { readonly members: readonly Members[]; readonly next: Members } {
  const { ServiceNamespace: service, ScalableDimension: dimension, MaxResults: asked } = input;
  const { key: after } = input["NextToken"] === undefined ? {} : readPageToken(String(input["NextToken"]));
  const resources = [input["ResourceIds"], input["ResourceId"]].flat().filter((one) => one !== undefined);
  const wanted = all.filter(
    ({ spec }) =>
      spec.serviceNamespace === service &&
      (resources.length === 0 || resources.includes(spec.resourceID)) &&
      (dimension === undefined || spec.scalableDimension === dimension),
  );
  const from = after === undefined ? 0 : wanted.findIndex((one) => keyOf(one) === after) + 1;
  const page = wanted.slice(from, from + Math.min(Number(asked ?? MOST), MOST));
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
