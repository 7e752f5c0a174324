import type { KindName } from "../../kinds.ts";
import type { Case } from "../../run-case.ts";
import { completed, create, deployed, endpoint, model, training } from "./objects.ts";

/** A controller writes down that it has to clean up, or that it has. */
const finalizers = (kind: KindName, object: Record<string, unknown>, name: string, list: readonly string[]) =>
  ({
    by: "controller",
    request: {
      verb: "update",
      kind,
      name,
      object: { ...object, metadata: { name, resourceVersion: `{rv:${name}}`, finalizers: list } },
    },
    expect: {},
  }) as const;

const EACH = [
  { kind: "Model", name: "m", object: model("m"), before: [create("Model", model("m"))] },
  { kind: "Endpoint", name: "e", object: endpoint("e", "first"), before: deployed },
  {
    kind: "TrainingJob.sagemaker",
    name: "j",
    object: training("j"),
    before: [create("TrainingJob.sagemaker", training("j")), completed("j")],
  },
] as const;

export const deletionCases: readonly Case[] = [
  ...EACH.map(({ kind, name, object, before }): Case => {
    const held = "finalizers.sagemaker.services.k8s.aws/Held";
    const remove = { verb: "delete", kind, name } as const;
    const get = { verb: "get", kind, name } as const;
    return {
      title: `${kind}: with a finalizer it stays, marked once, and goes with its last finalizer`,
      steps: [
        ...before,
        finalizers(kind, object, name, [held]),
        { request: remove, expect: { gone: false } },
        { request: get, expect: { object: { metadata: { generation: 2, finalizers: [held] } } } },
        { request: remove, expect: { gone: false } },
        { request: get, expect: { revision: "same" } },
        {
          request: { verb: "create", kind, object },
          expect: { error: { code: "SLIP-API-002" } },
        },
        finalizers(kind, object, name, []),
        { request: get, expect: { error: { code: "SLIP-API-001" } } },
        { request: { verb: "create", kind, object }, expect: { object: { metadata: { generation: 1 } } } },
      ],
    };
  }),
  {
    title: "A job that runs may be deleted",
    needs: ["storing before judging"],
    steps: [
      create("TrainingJob.sagemaker", training("j")),
      { request: { verb: "delete", kind: "TrainingJob.sagemaker", name: "j" }, expect: { gone: true } },
    ],
  },
];
