import { SlipwayError } from "@slipway/model";
import { headersOf } from "./http1/header-fields.ts";
import type { RoutedRequest } from "./invoking.ts";
import type { SeveralContainers } from "./routing-table.ts";

export const TARGET_CONTAINER = "x-amzn-sagemaker-target-container-hostname";
export const TARGET_MODEL = "x-amzn-sagemaker-target-model";
const NAMES_MODEL = new RegExp(`^${TARGET_MODEL}:`, "im");
/** Seldom there, and looked for in every request. */
const NAMED = new RegExp(`^${TARGET_CONTAINER}:`, "im");

/**
 * The places of the containers that a request passes by: all, or the one that it names. Throws SLIP-ROUTER-014 where it names one
 * that is not there, or none where it must, or one where it may not.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-direct.html
 */
export function stepsFor(
  { route, fields }: Pick<RoutedRequest, "route" | "fields">,
  { execution, names }: Pick<SeveralContainers, "execution" | "names">,
): readonly number[] {
  const target = headersOf(fields)[TARGET_CONTAINER]?.toString() ?? "";
  if (execution === "Serial") {
    if (target === "") return names.map((_, index) => index);
    throw refused(
      `Endpoint ${route.endpoint} asks its containers one after the other, so TargetContainerHostname may not be given.`,
    );
  }
  const place = names.indexOf(target);
  if (place >= 0) return [place];
  const which = `it has ${names.join(", ")}`;
  throw refused(
    target === ""
      ? `Endpoint ${route.endpoint} is invoked directly, so TargetContainerHostname must name one of its containers; ${which}.`
      : `Endpoint ${route.endpoint} has no container ${target}; ${which}.`,
  );
}

/** The model that a request names; empty where it names none. */
export function targetModel(fields: string): string {
  return NAMES_MODEL.test(fields) ? (headersOf(fields)[TARGET_MODEL]?.toString() ?? "") : "";
}

/** Throws SLIP-ROUTER-010, in SageMaker's words, for a request that names a model of an endpoint that has one. */
export function refuseModel({ route, fields }: Pick<RoutedRequest, "route" | "fields">): void {
  if (targetModel(fields) === "") return;
  throw new SlipwayError(
    "SLIP-ROUTER-010",
    `Endpoint ${route.endpoint} is not a multi-model endpoint and does not support target model header.`,
  );
}

/** Throws SLIP-ROUTER-014 for a request that names a container of an endpoint that has one. */
export function refuseTarget({ route, fields }: Pick<RoutedRequest, "route" | "fields">): void {
  if (!NAMED.test(fields) || (headersOf(fields)[TARGET_CONTAINER] ?? "") === "") return;
  throw refused(`Endpoint ${route.endpoint} has one container, so TargetContainerHostname may not be given.`);
}

const refused = (message: string): SlipwayError => new SlipwayError("SLIP-ROUTER-014", message);
