import { apiVersionOf, controlledBy, defined, type Key, type Kind, type Resource } from "@slipway/model";
import type { Json, ResourceBody } from "@slipway/model/flows/index.ts";
import { RUNTIME_ANNOTATION } from "@slipway/model/kinds/abilities.ts";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { asTexts } from "@slipway/model/kinds/as-texts.ts";
import { canStop } from "@slipway/model/kinds/can-stop.ts";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { findFacts } from "@slipway/model/kinds/find-facts.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { TerminalError } from "#reconcile/reconciler.ts";
import { ancestryFor } from "../flow/ancestry.ts";
import type { Try } from "../step-work.ts";
import { marksOf } from "./marks.ts";

/** What a step wants of an object. */
export interface Wanted {
  readonly action: NonNullable<ResourceBody["action"]>;
  readonly facts: KindFacts;
  readonly kind: Kind;
  readonly key: Key;
  /** With the run's marks, and the run as its owner where it is deleted with that. */
  readonly object: Resource;
}

const USED = ["name", "namespace", "labels", "annotations"];

/** Throws TerminalError for what no step can make. */
export function wantedBy({ run, going }: Try): Wanted {
  const { manifest, action: asked, setOwnerReference } = going.step.body as unknown as ResourceBody;
  const { apiVersion, kind, metadata = {}, status: _, ...content } = manifest as unknown as Resource;
  const facts = factsOf(apiVersion, kind);
  const action = asked ?? (canStop(facts) ? "create" : "apply");
  const { name, labels, annotations = {}, ...others } = metadata as Partial<Resource["metadata"]>;
  const unused = Object.keys(others).find((field) => !USED.includes(field));
  if (unused !== undefined)
    throw refused(`metadata.${unused} of a step's object is not served: leave it out`);
  const { namespace = "" } = run.metadata;
  if ((others.namespace ?? namespace) !== namespace)
    throw refused(
      `a step's object is in the namespace of its run, ${namespace}: leave metadata.namespace out`,
    );
  if (name === undefined && action !== "create")
    throw refused(`metadata.name is missing, and ${action} needs to know which ${kind} it is about`);
  const isOwned = setOwnerReference ?? action === "create";
  const own = name ?? going.name;
  return {
    ...{ action, facts, kind: facts.kind, key: `${namespace}/${own}` },
    object: {
      ...(asTexts(content as Json, schemaOf(facts)) as object),
      ...{ apiVersion, kind },
      metadata: {
        ...{ name: own, namespace, ...defined({ labels }) },
        annotations: { ...inheritedFrom(run), ...annotations, ...marksOf(run, going) },
        ...(isOwned ? { ownerReferences: [controlledBy(run)] } : {}),
      },
    },
  };
}

/** What carries the run carries what its steps make, and a run of a run knows which flows it is in. */
export function inheritedFrom(run: FlowRun): Readonly<Record<string, string>> {
  const runtime = run.metadata.annotations?.[RUNTIME_ANNOTATION];
  return { ...(runtime === undefined ? {} : { [RUNTIME_ANNOTATION]: runtime }), ...ancestryFor(run) };
}

const schemaOf = ({ crd, kind }: KindFacts) =>
  crd.spec.versions.find(({ name }) => name === kind.version)?.schema.openAPIV3Schema;

/** Throws TerminalError where steps cannot make the kind. */
export function factsOf(apiVersion: string, kind: string): KindFacts {
  const facts = findFacts(KINDS, { apiVersion, kind });
  if (facts?.kind.namespaced === true && apiVersionOf(facts.kind) === apiVersion) return facts;
  const known = MADE.map((one) => `${one.kind} (${apiVersionOf(one)})`).join(", ");
  throw refused(`${kind} (${apiVersion}) is no kind that a step can make: there are ${known}`);
}

const MADE = KINDS.map(({ kind }) => kind).filter(({ namespaced }) => namespaced);

export const refused = (message: string): TerminalError => new TerminalError("Refused", message);
