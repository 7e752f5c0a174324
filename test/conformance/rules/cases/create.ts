import type { Case } from "../run-case.ts";
import { job } from "../toy-kind.ts";

export const createCases: readonly Case[] = [
  {
    title: "A new object gets uid, creation time, generation 1 and the defaults of its schema, and no status",
    steps: [
      {
        request: { verb: "create", object: { ...job("a"), status: { phase: "Q" } } },
        expect: {
          object: {
            metadata: { name: "a", namespace: "{ns}", generation: 1 },
            spec: { image: "abc", mode: "a", replicas: 1 },
          },
          without: ["status", "metadata.deletionTimestamp"],
        },
      },
      {
        request: { verb: "get", name: "a" },
        expect: { object: { metadata: { uid: "{uid:a}", resourceVersion: "{rv:a}" } } },
      },
    ],
  },
  {
    title: "What only the server may say is ignored in a new object",
    steps: [
      {
        request: {
          verb: "create",
          object: job("a", {}, { uid: "mine", generation: 7, deletionTimestamp: "2020-01-01T00:00:00Z" }),
        },
        expect: { object: { metadata: { generation: 1 } }, without: ["metadata.deletionTimestamp"] },
      },
      {
        request: { verb: "list" },
        expect: { items: ["a"] },
      },
    ],
  },
  {
    title: "A name is taken once",
    steps: [
      { request: { verb: "create", object: job("a") }, expect: {} },
      {
        request: { verb: "create", object: job("a") },
        expect: {
          error: {
            http: 409,
            reason: "AlreadyExists",
            message: 'trainingjobs.ml.example.com "a" already exists',
          },
        },
      },
    ],
  },
  {
    title: "A namespace must exist",
    steps: [
      {
        request: { verb: "create", object: job("a"), namespace: "nope" },
        expect: { error: { http: 404, reason: "NotFound", message: 'namespaces "nope" not found' } },
      },
    ],
  },
  {
    title: "The namespace of the body may not contradict the one addressed",
    needs: ["address apart from the object"],
    steps: [
      {
        request: { verb: "create", object: job("a", {}, { namespace: "other" }) },
        expect: {
          error: {
            http: 400,
            reason: "BadRequest",
            message: "the namespace of the provided object does not match the namespace sent on the request",
          },
        },
      },
    ],
  },
  {
    title: "Another kind than the resource's is invalid",
    steps: [
      {
        request: { verb: "create", object: { ...job("x"), kind: "Foo" } },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message: 'Foo.ml.example.com "x" is invalid: kind: Invalid value: "Foo": must be TrainingJob',
            fields: ["kind"],
          },
        },
      },
    ],
  },
  {
    title: "Another version than the one addressed is a bad request",
    steps: [
      {
        request: { verb: "create", object: { ...job("x"), apiVersion: "ml.example.com/v2" } },
        expect: {
          error: {
            http: 400,
            reason: "BadRequest",
            message:
              "the API version in the data (ml.example.com/v2) does not match the expected API version (ml.example.com/v1)",
          },
        },
      },
    ],
  },
  {
    title: "A name or a generateName is required",
    steps: [
      {
        request: {
          verb: "create",
          object: { ...job("x"), metadata: {} },
        },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message:
              'TrainingJob.ml.example.com "" is invalid: metadata.name: Required value: name or generateName is required',
            fields: ["metadata.name"],
          },
        },
      },
    ],
  },
  {
    title: "A name is a DNS subdomain",
    steps: [
      {
        request: { verb: "create", object: job("Not_DNS") },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message:
              /^TrainingJob\.ml\.example\.com "Not_DNS" is invalid: metadata\.name: Invalid value: "Not_DNS": a lowercase RFC 1123 subdomain must consist of/,
            fields: ["metadata.name"],
          },
        },
      },
    ],
  },
  {
    title: "A label that is none is invalid",
    steps: [
      {
        request: { verb: "create", object: job("a", {}, { labels: { "a b": "c", d: "-e" } }) },
        expect: { error: { http: 422, reason: "Invalid", fields: ["metadata.labels"] } },
      },
      {
        request: { verb: "create", object: job("a", {}, { labels: { "example.com/a": "" } }) },
        expect: { object: { metadata: { labels: { "example.com/a": "" } } } },
      },
    ],
  },
  {
    title: "A dry run answers like a create and stores nothing",
    needs: ["dry run"],
    steps: [
      {
        request: { verb: "create", object: job("dry"), dryRun: true },
        expect: {
          object: { metadata: { name: "dry", generation: 1 }, spec: { mode: "a" } },
          without: ["metadata.resourceVersion"],
        },
      },
      {
        request: { verb: "get", name: "dry" },
        expect: {
          error: {
            http: 404,
            reason: "NotFound",
            message: 'trainingjobs.ml.example.com "dry" not found',
          },
        },
      },
    ],
  },
  {
    title: "A dry run refuses what a create refuses",
    needs: ["dry run"],
    steps: [
      {
        request: { verb: "create", object: job("dry", { replicas: 99 }), dryRun: true },
        expect: { error: { http: 422, reason: "Invalid", fields: ["spec.replicas"] } },
      },
    ],
  },
  {
    title: "Two owners cannot both be the controller",
    steps: [
      {
        request: {
          verb: "create",
          object: job(
            "a",
            {},
            {
              ownerReferences: [
                { apiVersion: "v1", kind: "ConfigMap", name: "x", uid: "1", controller: true },
                { apiVersion: "v1", kind: "ConfigMap", name: "y", uid: "2", controller: true },
              ],
            },
          ),
        },
        expect: { error: { http: 422, reason: "Invalid", fields: ["metadata.ownerReferences"] } },
      },
    ],
  },
];
