import { type Condition, findCondition, type Resource } from "@slipway/model";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import { contentDigest } from "#lib/content-digest.ts";
import type { Outcome, Reconcilable, StatusOf, Turn } from "#reconcile/reconciler.ts";

/** Of an ACK.Terminal condition: the spec asks for something else than what the object began as. */
export const CHANGED = "Changed";

interface Remembering {
  readonly slipway?: { readonly begun?: Readonly<Record<string, string>>; readonly runtime?: string };
}

/** An object whose status remembers what it began as. */
export type Beginning = Reconcilable & Resource & { readonly status?: Remembering };

type Pass<R extends Reconcilable, T extends Turn> = (object: R, turn: T) => Promise<Outcome<R>>;

/**
 * Holds an object to what it began as. AWS cannot change it after that, so that one whose spec asks for something else gets
 * ACK.Terminal in ACK's words and is not ACK.ResourceSynced, until the change is undone. It is passed over meanwhile, unless it
 * `goesOn`. An object that began before this was remembered is remembered as it is at its next pass.
 */
export function asBegun<R extends Beginning, T extends Turn>(
  parts: { readonly facts: AwsKindFacts<R>; goesOn?(object: R): boolean },
  pass: Pass<R, T>,
): Pass<R, T> {
  const { facts } = parts;
  return async (object, turn) => {
    const changed = changedFields(facts, object);
    if (changed.length === 0) return remembered(facts, object, await pass(object, turn));
    const message = sentence(facts, changed);
    if (findCondition(object.status?.conditions, "ACK.Terminal")?.message !== message)
      turn.events.record(object, { type: "Warning", reason: CHANGED, message });
    const outcome =
      parts.goesOn?.(object) === true
        ? await pass(object, turn)
        : { status: { ...object.status } as StatusOf<R> };
    return { ...outcome, status: outOfSync(outcome.status, message) };
  };
}

/** Fields of the spec that are not what they were when the object began and that AWS cannot change; none before it has begun. */
export function changedFields<R extends Beginning>({ aws }: AwsKindFacts<R>, object: R): readonly string[] {
  const begun = object.status?.slipway?.begun;
  if (begun === undefined) return [];
  const now = digests(object, aws.changeable);
  const fields = new Set([...Object.keys(begun), ...Object.keys(now)]);
  return [...fields].filter((field) => begun[field] !== now[field]).sort();
}

/** The first sentence is ACK's. */
function sentence({ kind }: AwsKindFacts, changed: readonly string[]): string {
  const fields = changed.join(",");
  return `SLIP-RUN-021: Immutable Spec fields have been modified: ${fields}. SageMaker cannot change ${fields.includes(",") ? "them" : "it"} in ${aOrAn(kind.kind)} that has begun: undo the change, or create another with a name of its own`;
}

const aOrAn = (noun: string): string => `${/^[AEIOU]/.test(noun) ? "an" : "a"} ${noun}`;

function remembered<R extends Beginning>(
  { aws }: AwsKindFacts<R>,
  object: R,
  outcome: Outcome<R>,
): Outcome<R> {
  const { slipway } = outcome.status as Remembering;
  if (slipway?.runtime === undefined || slipway.begun !== undefined) return outcome;
  const begun = digests(object, aws.changeable);
  return { ...outcome, status: { ...outcome.status, slipway: { ...slipway, begun } } };
}

function digests({ spec }: Resource, changeable: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries((spec ?? {}) as Bag)
      .filter(([field]) => !changeable.includes(field))
      .map(([field, value]) => [field, withoutMembers(value, changeable, `${field}.`)] as const)
      .filter(([, value]) => !isEmpty(value))
      .map(([field, value]) => [field, contentDigest(value)]),
  );
}

type Bag = Readonly<Record<string, unknown>>;

function withoutMembers(value: unknown, changeable: readonly string[], prefix: string): unknown {
  const members = changeable
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length));
  if (members.length === 0 || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([member]) => !members.includes(member)));
}

/** What says nothing: a field that is written empty is as good as absent. */
function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0)
  );
}

function outOfSync<R extends Beginning>(status: StatusOf<R>, message: string): StatusOf<R> {
  const own: readonly Condition[] = [
    { type: "ACK.Terminal", status: "True", reason: CHANGED, message },
    { type: "ACK.ResourceSynced", status: "False", reason: CHANGED, message },
    { type: "Ready", status: "False", reason: CHANGED, message },
  ];
  const others = (status.conditions ?? []).filter(({ type }) => !own.some((one) => one.type === type));
  return { ...status, conditions: [...others, ...own] };
}
