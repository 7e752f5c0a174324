import type { KindName } from "../../kinds.ts";
import type { Case } from "../../run-case.ts";
import { completed, create, deployed, endpoint, endpointConfig, model, training } from "./objects.ts";

const absent = { error: { code: "SLIP-API-001" } } as const;

/** Each kind with what must be there before one of it. */
const EACH = [
  { kind: "TrainingJob.sagemaker", object: training("x"), before: [], ended: [completed("x")] },
  { kind: "Model", object: model("x"), before: [], ended: [] },
  {
    kind: "EndpointConfig",
    object: endpointConfig("x", "m"),
    before: [create("Model", model("m"))],
    ended: [],
  },
  { kind: "Endpoint", object: endpoint("x", "first"), before: deployed, ended: [] },
] as const satisfies readonly {
  readonly kind: KindName;
  readonly object: Record<string, unknown>;
  readonly before: Case["steps"];
  readonly ended: Case["steps"];
}[];

/** One object of each kind through its life. */
export const lifeCases: readonly Case[] = EACH.flatMap(({ kind, object, before, ended }): Case[] => {
  const make = { verb: "create", kind, object } as const;
  const get = { verb: "get", kind, name: "x" } as const;
  const remove = { verb: "delete", kind, name: "x" } as const;
  return [
    {
      title: `${kind}: what was created is there as it was meant, with generation 1 and no status`,
      steps: [
        ...before,
        {
          request: make,
          expect: { object: { metadata: { generation: 1 }, spec: object.spec }, without: ["status"] },
        },
        { request: get, expect: { revision: "same", object: { metadata: { uid: "{uid:x}" } } } },
      ],
    },
    {
      title: `${kind}: a name is taken once, and the first object stays as it was`,
      steps: [
        ...before,
        { request: make, expect: {} },
        { request: make, expect: { error: { code: "SLIP-API-002" } } },
        { request: get, expect: { revision: "same" } },
      ],
    },
    {
      title: `${kind}: what is not there is not found, to read or to delete`,
      steps: [
        { request: get, expect: absent },
        { request: remove, expect: absent },
      ],
    },
    {
      title: `${kind}: what was deleted is gone, and its name free for another object`,
      steps: [
        ...before,
        { request: make, expect: {} },
        ...ended,
        { request: remove, expect: { gone: true } },
        { request: get, expect: absent },
        { request: make, expect: { revision: "new", object: { metadata: { generation: 1 } } } },
      ],
    },
    {
      title: `${kind}: a list has every object`,
      steps: [
        { request: { verb: "list", kind }, expect: { items: [] } },
        ...before,
        { request: make, expect: {} },
        { request: { verb: "list", kind }, expect: { items: kind === "Endpoint" ? ["e", "x"] : ["x"] } },
      ],
    },
  ];
});
