import type { Case } from "../../run-case.ts";
import { completed, create, deployed, endpoint, inService, model, training } from "./objects.ts";

const forbidden = { error: { code: "SLIP-API-006" } } as const;
const get = { verb: "get", kind: "Model", name: "m" } as const;
const list = { verb: "list", kind: "Model" } as const;

export const rightsCases: readonly Case[] = [
  {
    title: "A viewer reads, and writes nothing",
    steps: [
      create("Model", model("m")),
      { request: { ...get, as: "viewer" }, expect: { object: { spec: { modelName: "m" } } } },
      { request: { ...list, as: "viewer" }, expect: { items: ["m"] } },
      { request: { verb: "create", kind: "Model", object: model("n"), as: "viewer" }, expect: forbidden },
      { request: { verb: "create", kind: "Model", object: model("m"), as: "viewer" }, expect: forbidden },
      { request: { verb: "delete", kind: "Model", name: "m", as: "viewer" }, expect: forbidden },
      { request: get, expect: { revision: "same" } },
      { request: list, expect: { items: ["m"] } },
    ],
  },
  {
    title: "A viewer starts and removes no job",
    steps: [
      {
        request: { verb: "create", kind: "TrainingJob.sagemaker", object: training("j"), as: "viewer" },
        expect: forbidden,
      },
      create("TrainingJob.sagemaker", training("j")),
      completed("j"),
      {
        request: { verb: "delete", kind: "TrainingJob.sagemaker", name: "j", as: "viewer" },
        expect: forbidden,
      },
    ],
  },
  {
    title: "A viewer gives an endpoint no other configuration",
    needs: ["update of an endpoint"],
    steps: [
      ...deployed,
      inService,
      {
        request: {
          verb: "update",
          kind: "Endpoint",
          name: "e",
          as: "viewer",
          object: { ...endpoint("e", "second"), metadata: { name: "e", resourceVersion: "{rv:e}" } },
        },
        expect: forbidden,
      },
    ],
  },
  {
    title: "Who has no rights may not even read, and is not told what is there",
    steps: [
      create("Model", model("m")),
      { request: { ...get, as: "nobody" }, expect: forbidden },
      { request: { ...get, name: "absent", as: "nobody" }, expect: forbidden },
      { request: { ...list, as: "nobody" }, expect: forbidden },
      { request: { verb: "create", kind: "Model", object: model("n"), as: "nobody" }, expect: forbidden },
      { request: { verb: "delete", kind: "Model", name: "m", as: "nobody" }, expect: forbidden },
      { request: { verb: "delete", kind: "Model", name: "absent", as: "nobody" }, expect: forbidden },
    ],
  },
];
