import type { Case } from "../run-case.ts";
import { job } from "../toy-kind.ts";

const bare = (name: string, metadata: object = {}) => ({
  apiVersion: "ml.example.com/v1",
  kind: "TrainingJob",
  metadata: { name, ...metadata },
});

export const applyCases: readonly Case[] = [
  {
    title: "Apply creates what is not there",
    steps: [
      {
        request: { verb: "apply", manager: "m1", object: job("ap", { replicas: 2 }) },
        expect: { object: { metadata: { generation: 1 }, spec: { replicas: 2, mode: "a" } } },
      },
      {
        request: { verb: "apply", manager: "m1", object: job("ap", { replicas: 2 }) },
        expect: { revision: "same" },
      },
    ],
  },
  {
    title: "Apply needs a manager",
    needs: ["managers"],
    steps: [
      {
        request: { verb: "apply", object: job("ap") },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message:
              'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
            fields: ["fieldManager"],
          },
        },
      },
    ],
  },
  {
    title: "Another manager's field is a conflict, unless forced; the last owner keeps it",
    steps: [
      { request: { verb: "apply", manager: "m1", object: job("ap", { replicas: 2 }) }, expect: {} },
      {
        request: { verb: "apply", manager: "m2", object: job("ap", { replicas: 3 }) },
        expect: {
          error: {
            http: 409,
            reason: "Conflict",
            message: 'Apply failed with 1 conflict: conflict with "m1": .spec.replicas',
            fields: [".spec.replicas"],
          },
        },
      },
      {
        request: { verb: "apply", manager: "m2", force: true, object: job("ap", { replicas: 3 }) },
        expect: { object: { metadata: { generation: 2 }, spec: { replicas: 3 } } },
      },
      {
        request: { verb: "apply", manager: "m1", object: bare("ap") },
        expect: { object: { metadata: { generation: 2 }, spec: { image: "abc", replicas: 3 } } },
      },
      {
        request: { verb: "apply", manager: "m3", object: bare("ap", { labels: { a: "b" } }) },
        expect: { object: { metadata: { labels: { a: "b" }, generation: 2 }, spec: { replicas: 3 } } },
      },
    ],
  },
  {
    title: "What its only manager leaves out goes, and a default comes back",
    steps: [
      {
        request: {
          verb: "apply",
          manager: "m1",
          object: job("ap", { replicas: 2, env: [{ name: "A", value: "1" }, { name: "B" }] }),
        },
        expect: {},
      },
      {
        request: { verb: "apply", manager: "m1", object: job("ap", { env: [{ name: "B" }] }) },
        expect: { object: { spec: { image: "abc", replicas: 1, env: [{ name: "B" }] } } },
      },
      {
        request: { verb: "apply", manager: "m1", object: job("ap") },
        expect: { object: { spec: { image: "abc" } }, without: ["spec.env"] },
      },
    ],
  },
  {
    title: "Items of a keyed list belong each to its own manager",
    steps: [
      {
        request: { verb: "apply", manager: "m1", object: job("ap", { env: [{ name: "A", value: "1" }] }) },
        expect: {},
      },
      {
        request: {
          verb: "apply",
          manager: "m2",
          object: { ...bare("ap"), spec: { env: [{ name: "B", value: "2" }] } },
        },
        expect: {
          object: {
            spec: {
              env: [
                { name: "A", value: "1" },
                { name: "B", value: "2" },
              ],
            },
          },
        },
      },
      {
        request: {
          verb: "apply",
          manager: "m2",
          object: { ...bare("ap"), spec: { env: [{ name: "A", value: "3" }] } },
        },
        expect: {
          error: {
            http: 409,
            reason: "Conflict",
            message: 'Apply failed with 1 conflict: conflict with "m1": .spec.env[name="A"].value',
          },
        },
      },
      {
        request: { verb: "apply", manager: "m1", object: job("ap") },
        expect: { object: { spec: { env: [{ name: "B", value: "2" }] } } },
      },
    ],
  },
  {
    title: "A field somebody wrote by another way is a conflict as well, and says when it was written",
    needs: ["patch", "managers"],
    steps: [
      { request: { verb: "apply", manager: "m1", object: job("ap") }, expect: {} },
      {
        request: {
          verb: "patch",
          type: "merge",
          name: "ap",
          manager: "editor",
          body: { spec: { replicas: 5 } },
        },
        expect: { object: { spec: { replicas: 5 } } },
      },
      {
        request: { verb: "apply", manager: "m1", object: job("ap", { replicas: 2 }) },
        expect: {
          error: {
            http: 409,
            reason: "Conflict",
            message:
              /^Apply failed with 1 conflict: conflict with "editor" using ml\.example\.com\/v1 at \d{4}-.*Z: \.spec\.replicas$/,
          },
        },
      },
    ],
  },
  {
    title: "Managed fields are the server's to say",
    needs: ["managers"],
    steps: [
      {
        request: {
          verb: "apply",
          manager: "m1",
          object: job("ap", {}, { managedFields: [{ manager: "a" }] }),
        },
        expect: {
          error: { http: 400, reason: "BadRequest", message: "metadata.managedFields must be nil" },
        },
      },
    ],
  },
  {
    title: "What was applied is written down as FieldsV1",
    needs: ["managers"],
    steps: [
      {
        request: {
          verb: "apply",
          manager: "m1",
          object: job("ap", { env: [{ name: "A", value: "1" }] }, { labels: { x: "y" } }),
        },
        expect: {
          object: {
            metadata: {
              managedFields: [
                {
                  manager: "m1",
                  operation: "Apply",
                  apiVersion: "ml.example.com/v1",
                  fieldsType: "FieldsV1",
                  fieldsV1: {
                    "f:metadata": { "f:labels": { "f:x": {} } },
                    "f:spec": {
                      "f:env": { 'k:{"name":"A"}': { ".": {}, "f:name": {}, "f:value": {} } },
                      "f:image": {},
                    },
                  },
                },
              ],
            },
          },
        },
      },
    ],
  },
  {
    title: "Applying an invalid object creates nothing",
    steps: [
      {
        request: { verb: "apply", manager: "m1", object: job("ap", { replicas: 99 }) },
        expect: { error: { http: 422, reason: "Invalid", fields: ["spec.replicas"] } },
      },
      { request: { verb: "get", name: "ap" }, expect: { error: { http: 404, reason: "NotFound" } } },
    ],
  },
];
