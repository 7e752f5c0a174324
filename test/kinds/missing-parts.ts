import type { Kind, Resource } from "@slipway/model";
import { apiVersionOf } from "@slipway/model";
import { awsNames } from "@slipway/model/aws/aws-names.ts";
import { findOperation, inputOf, outputOf, type ShapeRef, shapeOf } from "@slipway/model/aws/lookup.ts";
import { type AwsKindFacts, hasAws, type KindFacts } from "@slipway/model/kinds/facts.ts";
import { lowerFirst } from "@slipway/model/lower-first.ts";

/** What a home has besides the table of kinds. */
export interface Surroundings {
  /** Kinds that have a controller. */
  readonly controllers: readonly Pick<Kind, "group" | "kind">[];
  /** What the operator of an installation may do. */
  readonly rights: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
  readonly examples: readonly Pick<Resource, "apiVersion" | "kind">[];
  /** Kinds that have a page of documentation. */
  readonly pages: readonly string[];
}

/** What a kind of the table still lacks, a sentence a part; empty for one that is whole. */
export function missingParts(facts: KindFacts, around: Surroundings): readonly string[] {
  const { kind } = facts;
  const may = (resource: string, verb: string): boolean =>
    around.rights.some(
      ({ apiGroups, resources, verbs }) =>
        apiGroups.includes(kind.group) && resources.includes(resource) && verbs.includes(verb),
    );
  return [
    ...unless(sameNames(facts), "a definition of the row's names"),
    ...unless(facts.about !== "" && facts.conditions.length > 0, "a sentence about it, and its conditions"),
    ...unless(
      around.controllers.some(({ group, kind: name }) => group === kind.group && name === kind.kind),
      "a controller in the list of controllers",
    ),
    ...unless(
      may(kind.plural, "watch") && may(`${kind.plural}/status`, "update"),
      "rights of an installation",
    ),
    ...unless(
      around.examples.some((one) => one.kind === kind.kind && one.apiVersion === apiVersionOf(kind)),
      "an object below examples/",
    ),
    ...unless(around.pages.includes(kind.kind), "a page in docs/kinds"),
    ...(hasAws(facts) ? missingOfAws(facts) : []),
  ];
}

const unless = (there: boolean, part: string): readonly string[] => (there ? [] : [part]);

function sameNames({ kind, crd }: KindFacts): boolean {
  const { group, names, scope, versions } = crd.spec;
  return (
    group === kind.group &&
    names.kind === kind.kind &&
    names.plural === kind.plural &&
    crd.metadata.name === `${kind.plural}.${kind.group}` &&
    (scope === "Namespaced") === kind.namespaced &&
    versions.some(({ name, storage }) => storage && name === kind.version)
  );
}

/** AWS has no operation that deletes one. */
const KEPT_FOR_GOOD: ReadonlySet<string> = new Set(["TransformJob"]);

function missingOfAws(facts: AwsKindFacts): readonly string[] {
  const { service, status } = facts.aws;
  const names = awsNames(facts.aws);
  const removes = KEPT_FOR_GOOD.has(facts.aws.name) ? [] : [names.remove];
  const lacking = [names.create, names.describe, names.list, ...removes].filter(
    (name) => findOperation(service, name) === undefined,
  );
  if (lacking.length > 0) return lacking.map((name) => `the operation ${name} in its service's tables`);
  const described = outputOf(service, names.describe);
  const line = findOperation(service, names.list)?.items?.[1];
  const has = (shape: ShapeRef | undefined, member: string): boolean =>
    shape !== undefined && member in membersOf(shape);
  return [
    ...unless(
      has(inputOf(service, names.create), names.nameMember),
      `${names.nameMember} in ${names.create}`,
    ),
    ...unless(has(described, names.arnMember), `${names.arnMember} in ${names.describe}`),
    ...unless(line !== undefined, `the lines of ${names.list}`),
    ...(status === undefined
      ? []
      : unless(has(described, status), `${status} in ${names.describe}`).concat(
          unless(viewedStatus(facts, status) !== undefined, "a view with a status before any controller ran"),
        )),
  ];
}

function membersOf(ref: ShapeRef): object {
  const shape = shapeOf(ref);
  return shape.type === "structure" ? shape.members : {};
}

/** What the view tells of an object that was created a moment ago. */
function viewedStatus({ kind, crd, aws }: AwsKindFacts, status: string): unknown {
  const required = crd.spec.versions[0]?.schema.openAPIV3Schema.properties?.["spec"]?.required ?? [];
  const object = {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { name: "x" },
    spec: Object.fromEntries(required.map((field) => [field, {}])),
  };
  return (aws.view(object).status as Readonly<Record<string, unknown>> | undefined)?.[lowerFirst(status)];
}
