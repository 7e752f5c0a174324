import { describe, expect, it } from "vitest";
import type { StructuralSchema } from "../../../packages/model/src/kinds/crd.ts";
import { CRDS } from "../../../packages/model/src/kinds/crds.ts";
import { crd } from "../emit/crd.ts";
import { kindTree } from "../kind-tree.ts";
import { KINDS } from "../kinds.ts";
import { ackDefinition } from "./ack-definition.ts";
import { flatSchema } from "./flat-schema.ts";

const made = new Map(KINDS.map((definition) => [definition.kind, crd(kindTree(definition))]));

const schemaOf = (kind: string): StructuralSchema => {
  const [version] = made.get(kind)?.spec.versions ?? [];
  if (version === undefined) throw new Error(`no definition of ${kind}`);
  return version.schema.openAPIV3Schema;
};
const ours = (kind: string): ReadonlyMap<string, string> => {
  const { spec = {}, status = {} } = schemaOf(kind).properties ?? {};
  return new Map([...flatSchema(spec, "spec"), ...flatSchema(status, "status")]);
};
/** Of ACK's paths, those that ours has not with the same type. */
const unlike = (kind: string): readonly string[] =>
  [...ackDefinition(kind).paths]
    .filter(([path, type]) => ours(kind).get(path) !== type)
    .map(([path, type]) => `${kind}.${path}: ACK ${type}, ours ${ours(kind).get(path) ?? "nothing"}`);

describe.each(KINDS.map(({ kind }) => kind))("the generated definition of %s", (kind) => {
  it("has every path of ACK's with its type", () => {
    expect(unlike(kind)).toEqual([]);
  });

  it("requires at the top what ACK requires", () => {
    expect(schemaOf(kind).properties?.["spec"]?.required ?? []).toEqual(ackDefinition(kind).required);
  });

  it("has ACK's names and printer columns", () => {
    const spec = made.get(kind)?.spec;
    const version = spec?.versions[0];
    const { names, columns } = ackDefinition(kind);
    expect([
      spec?.names.plural,
      spec?.names.singular,
      spec?.names.listKind,
      `${spec?.group}/${version?.name}`,
    ]).toEqual(names);
    expect(
      (version?.additionalPrinterColumns ?? []).map(({ type: _, priority = 0, ...rest }) => ({
        ...rest,
        priority,
      })),
    ).toEqual(columns);
  });

  it("has the status that all of ACK's kinds share", () => {
    const { ackResourceMetadata, conditions } = schemaOf(kind).properties?.["status"]?.properties ?? {};
    expect(ackResourceMetadata?.required).toEqual(["ownerAccountID", "region"]);
    expect(Object.keys(ackResourceMetadata?.properties ?? {})).toEqual([
      "arn",
      "ownerAccountID",
      "partition",
      "region",
    ]);
    expect(conditions?.items?.required).toEqual(["status", "type"]);
    expect(Object.keys(conditions?.items?.properties ?? {})).toEqual(
      expect.arrayContaining(["lastTransitionTime", "message", "reason", "status", "type"]),
    );
  });

  it("carries no constraint that ACK's do not carry", () => {
    expect(constraints(schemaOf(kind), "")).toEqual([]);
  });
});

describe("the golden files", () => {
  it("hold enough paths that an unread file cannot pass for a good one", () => {
    const paths = KINDS.map(({ kind }) => ackDefinition(kind).paths.size);
    expect(Math.min(...paths)).toBeGreaterThanOrEqual(5);
    expect(paths.reduce((sum, size) => sum + size)).toBeGreaterThan(800);
  });

  it("are about the definitions that the model carries", () => {
    const acks = CRDS.filter(({ spec }) => spec.group.endsWith(".services.k8s.aws"));
    expect(acks).toEqual(KINDS.filter(({ served }) => served).map(({ kind }) => made.get(kind)));
  });
});

const KEYWORDS = [
  "enum",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "default",
] as const;

/** Paths of constraining keywords; `required` is ACK's at the top of the spec and in the status that all kinds share. */
function constraints(schema: StructuralSchema, at: string): readonly string[] {
  const here = KEYWORDS.filter((keyword) => schema[keyword] !== undefined).map(
    (keyword) => `${at} ${keyword}`,
  );
  const required =
    schema.required !== undefined && !/^(\.spec|\.status\.(ackResourceMetadata|conditions\[\]))$/.test(at);
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, child]) =>
    constraints(child, `${at}.${name}`),
  );
  const items = schema.items === undefined ? [] : constraints(schema.items, `${at}[]`);
  return [...here, ...(required ? [`${at} required`] : []), ...below, ...items];
}
