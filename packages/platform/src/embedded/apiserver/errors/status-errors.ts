import { type Caller, type ErrorDetails, SlipwayError } from "@slipway/model";
import type { Target } from "../api-server.ts";
import type { ResourceDefinition } from "../resources.ts";
import type { FieldError } from "./field-error.ts";

type Named = Pick<ResourceDefinition, "group" | "plural" | "kind">;

/** `trainingjobs.sagemaker.services.k8s.aws`, or `pods`. */
export function qualifiedResource(of: Pick<Named, "group" | "plural">): string {
  return of.group === "" ? of.plural : `${of.plural}.${of.group}`;
}

/** `TrainingJob.sagemaker.services.k8s.aws`, or `Pod`. */
export function qualifiedKind(of: Pick<Named, "group" | "kind">): string {
  return of.group === "" ? of.kind : `${of.kind}.${of.group}`;
}

function details(of: { readonly group: string }, kind: string, name?: string): ErrorDetails {
  return {
    ...(name === undefined || name === "" ? {} : { name }),
    ...(of.group === "" ? {} : { group: of.group }),
    kind,
  };
}

export function notFound(of: Pick<Named, "group" | "plural">, name: string): SlipwayError {
  return new SlipwayError("SLIP-API-001", `${qualifiedResource(of)} "${name}" not found`, {
    details: details(of, of.plural, name),
  });
}

export function alreadyExists(of: Named, name: string): SlipwayError {
  return new SlipwayError("SLIP-API-002", `${qualifiedResource(of)} "${name}" already exists`, {
    details: details(of, of.plural, name),
  });
}

const MODIFIED =
  "the object has been modified; please apply your changes to the latest version and try again";

export function conflict(of: Named, name: string, why: string = MODIFIED): SlipwayError {
  const message = `Operation cannot be fulfilled on ${qualifiedResource(of)} "${name}": ${why}`;
  return new SlipwayError("SLIP-API-003", message, { details: details(of, of.plural, name) });
}

/** A delete's precondition; real servers name the kind here, not the resource. */
export function preconditionFailed(of: Named, name: string, why: string): SlipwayError {
  const message = `Operation cannot be fulfilled on ${qualifiedKind(of)} "${name}": ${why}`;
  return new SlipwayError("SLIP-API-003", message, { details: details(of, of.kind, name) });
}

/** More complaints say nothing new, and each is told twice: in the message and as a cause. */
const MOST_COMPLAINTS = 100;

/** One complaint reads as itself, several stand in brackets, none twice. */
export function invalid(
  of: { readonly group: string; readonly kind: string },
  name: string,
  all: readonly FieldError[],
): SlipwayError {
  const errors = all.slice(0, MOST_COMPLAINTS);
  const sentences = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const more = all.length > errors.length ? ["too many errors"] : [];
  const problems = sentences.length === 1 ? sentences[0] : `[${[...sentences, ...more].join(", ")}]`;
  const subject = of.group === "" && of.kind === "" ? "" : qualifiedKind(of);
  return new SlipwayError("SLIP-API-004", `${subject} "${name}" is invalid: ${problems}`, {
    details: { ...details(of, of.kind, name), causes: errors },
  });
}

export function badRequest(message: string): SlipwayError {
  return new SlipwayError("SLIP-API-008", message);
}

export function forbidden(caller: Caller, verb: string, target: Target): SlipwayError {
  const of = target.resource;
  const resource = target.subresource === undefined ? of.plural : `${of.plural}/${target.subresource}`;
  const place =
    target.namespace === undefined || target.namespace === ""
      ? "at the cluster scope"
      : `in the namespace "${target.namespace}"`;
  const why = `User "${caller.user}" cannot ${verb} resource "${resource}" in API group "${of.group}" ${place}`;
  return forbiddenBecause(target, why);
}

/** Forbidden to everybody, whatever their rights. */
export function forbiddenBecause(
  { resource: of, name }: Pick<Target, "resource" | "name">,
  why: string,
): SlipwayError {
  const which = name === undefined ? "" : ` "${name}"`;
  return new SlipwayError("SLIP-API-006", `${qualifiedResource(of)}${which} is forbidden: ${why}`, {
    details: details(of, of.plural, name),
  });
}

export function tooLargeRevision(wanted: number, current: number): SlipwayError {
  return new SlipwayError(
    "SLIP-API-015",
    `Timeout: Too large resource version: ${wanted}, current: ${current}`,
    {
      details: {
        causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        retryAfterSeconds: 1,
      },
    },
  );
}
