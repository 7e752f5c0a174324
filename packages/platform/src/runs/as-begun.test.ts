import { apiVersionOf, type Resource } from "@slipway/model";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { type AwsKindFacts, hasAws } from "@slipway/model/kinds/facts.ts";
import { describe, expect, test } from "vitest";
import type { Turn } from "#reconcile/reconciler.ts";
import { asBegun, type Beginning, changedFields } from "./as-begun.ts";

const all = KINDS.filter(hasAws) as unknown as readonly AwsKindFacts<Beginning>[];

/** Every field of the kind's definition, with a value that stands for any. */
function specOf({ crd }: AwsKindFacts<Beginning>): Record<string, unknown> {
  const { schema } = crd.spec.versions[0] as { readonly schema: { readonly openAPIV3Schema: Schema } };
  const fields = Object.keys(schema.openAPIV3Schema.properties?.["spec"]?.properties ?? {});
  return Object.fromEntries(fields.map((field) => [field, { of: [field] }]));
}
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

const objectOf = ({ kind }: AwsKindFacts<Beginning>, spec: object): Beginning =>
  ({
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { name: "a", namespace: "default" },
    spec,
  }) as Resource;

const turn = { events: { record: () => {} } } as unknown as Turn;

async function begun(facts: AwsKindFacts<Beginning>, spec: object): Promise<Beginning> {
  const object = objectOf(facts, spec);
  const pass = asBegun({ facts }, async () => ({ status: { slipway: { runtime: "pods" } } as never }));
  return { ...object, status: (await pass(object, turn)).status };
}

/** As AWS's API reference has it of UpdateEndpoint and UpdateTrainingJob; of the others SageMaker has no Update operations. */
const CAN_CHANGE: Readonly<Record<string, readonly string[]>> = {
  Endpoint: ["deploymentConfig", "endpointConfigName", "tags"],
  TrainingJob: ["profilerConfig", "profilerRuleConfigurations", "remoteDebugConfig", "tags"],
};

describe.each(all.map((facts) => [facts.kind.kind, facts] as const))("a %s", (kind, facts) => {
  const spec = specOf(facts);
  const others = (CAN_CHANGE[kind] ?? ["tags"]).filter((field) => field in spec);

  test("is out of step with what it began as after a change of each field but those that SageMaker can change", async () => {
    const object = await begun(facts, spec);
    expect(changedFields(facts, object)).toEqual([]);
    const noticed = Object.keys(spec).filter((field) => {
      const { [field]: _, ...without } = spec;
      const [changed, removed] = [{ ...spec, [field]: { of: ["another"] } }, without].map((one) =>
        changedFields(facts, { ...object, spec: one } as Beginning),
      );
      expect(changed, field).toEqual(removed);
      expect(changed?.every((one) => one === field)).toBe(true);
      return changed?.length === 1;
    });
    expect(
      Object.keys(spec)
        .filter((field) => !noticed.includes(field))
        .sort(),
    ).toEqual(others);
  });

  test("is in step again when its spec says the same in another order, with what says nothing beside it", async () => {
    const object = await begun(facts, spec);
    const again = { nothing: {}, none: [], ...Object.fromEntries(Object.entries(spec).reverse()) };
    expect(changedFields(facts, { ...object, spec: again } as Beginning)).toEqual([]);
  });

  test("may be changed at will before it has begun", () => {
    expect(changedFields(facts, objectOf(facts, spec))).toEqual([]);
  });
});
