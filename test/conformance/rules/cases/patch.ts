import type { Case } from "../run-case.ts";
import { job } from "../toy-kind.ts";

const created = { request: { verb: "create", object: job("a") }, expect: {} } as const;
const needs = ["patch"] as const;

export const patchCases: readonly Case[] = [
  {
    title: "A merge patch changes what it names; one that changes nothing leaves the revision",
    needs,
    steps: [
      created,
      {
        request: { verb: "patch", type: "merge", name: "a", body: { metadata: { labels: { x: "y" } } } },
        expect: { revision: "new", object: { metadata: { generation: 1, labels: { x: "y" } } } },
      },
      {
        request: { verb: "patch", type: "merge", name: "a", body: { spec: { replicas: 1 } } },
        expect: { revision: "same" },
      },
      {
        request: { verb: "patch", type: "merge", name: "a", body: { metadata: { labels: null } } },
        expect: { revision: "new", without: ["metadata.labels"] },
      },
    ],
  },
  {
    title: "A status is patched through its own endpoint alone",
    needs,
    steps: [
      created,
      {
        request: { verb: "patch", type: "merge", name: "a", body: { status: { phase: "Q" } } },
        expect: { revision: "same", without: ["status"] },
      },
      {
        request: {
          verb: "patch",
          type: "merge",
          part: "status",
          name: "a",
          body: {
            status: { phase: "Q" },
            spec: { replicas: 9 },
            metadata: { labels: { viastatus: "1" } },
          },
        },
        expect: {
          revision: "new",
          object: { metadata: { generation: 1 }, spec: { replicas: 1 }, status: { phase: "Q" } },
          without: ["metadata.labels"],
        },
      },
    ],
  },
  {
    title: "A patch may name the revision it is of",
    needs,
    steps: [
      created,
      {
        request: {
          verb: "patch",
          type: "merge",
          name: "a",
          body: { metadata: { resourceVersion: "1" }, spec: { replicas: 3 } },
        },
        expect: { error: { http: 409, reason: "Conflict" } },
      },
      {
        request: {
          verb: "patch",
          type: "merge",
          name: "a",
          body: { metadata: { resourceVersion: "{rv:a}" }, spec: { replicas: 3 } },
        },
        expect: { object: { spec: { replicas: 3 } } },
      },
    ],
  },
  {
    title: "Generation and creation time are the server's",
    needs,
    steps: [
      created,
      {
        request: {
          verb: "patch",
          type: "merge",
          name: "a",
          body: { metadata: { generation: 99, creationTimestamp: null } },
        },
        expect: { revision: "same", object: { metadata: { generation: 1 } } },
      },
    ],
  },
  {
    title: "The uid is immutable, the name is the one addressed",
    needs,
    steps: [
      created,
      {
        request: { verb: "patch", type: "merge", name: "a", body: { metadata: { uid: "abc" } } },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message:
              'TrainingJob.ml.example.com "a" is invalid: metadata.uid: Invalid value: "abc": field is immutable',
            fields: ["metadata.uid"],
          },
        },
      },
      {
        request: { verb: "patch", type: "merge", name: "a", body: { metadata: { name: "abc" } } },
        expect: {
          error: {
            http: 400,
            reason: "BadRequest",
            message: "the name of the object (abc) does not match the name on the URL (a)",
          },
        },
      },
    ],
  },
  {
    title: "A patch's result is validated",
    needs,
    steps: [
      created,
      {
        request: { verb: "patch", type: "merge", name: "a", body: { spec: { replicas: 99 } } },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message:
              'TrainingJob.ml.example.com "a" is invalid: spec.replicas: Invalid value: 99: spec.replicas in body should be less than or equal to 10',
            fields: ["spec.replicas"],
          },
        },
      },
    ],
  },
  {
    title: "A JSON patch does all of it or nothing",
    needs,
    steps: [
      created,
      {
        request: {
          verb: "patch",
          type: "json",
          name: "a",
          body: [
            { op: "replace", path: "/spec/replicas", value: 5 },
            { op: "test", path: "/spec/replicas", value: 7 },
          ],
        },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message: "the server rejected our request due to an error in our request",
          },
        },
      },
      {
        request: { verb: "patch", type: "json", name: "a", body: [{ op: "remove", path: "/spec/nope" }] },
        expect: { error: { http: 422, reason: "Invalid" } },
      },
      {
        request: { verb: "patch", type: "json", name: "a", body: { a: 1 } },
        expect: { error: { http: 400, reason: "BadRequest", message: /^error decoding patch: json: / } },
      },
      {
        request: {
          verb: "patch",
          type: "json",
          name: "a",
          body: [{ op: "replace", path: "/spec/replicas", value: 4 }],
        },
        expect: { object: { metadata: { generation: 2 }, spec: { replicas: 4 } } },
      },
    ],
  },
  {
    title: "A custom resource takes no strategic merge patch",
    needs,
    steps: [
      created,
      {
        request: { verb: "patch", type: "strategic", name: "a", body: { spec: { replicas: 3 } } },
        expect: {
          error: {
            http: 415,
            reason: "UnsupportedMediaType",
            message:
              "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
          },
        },
      },
    ],
  },
  {
    title: "What is not there cannot be patched",
    needs,
    steps: [
      {
        request: { verb: "patch", type: "merge", name: "none", body: { spec: { replicas: 3 } } },
        expect: {
          error: { http: 404, reason: "NotFound", message: 'trainingjobs.ml.example.com "none" not found' },
        },
      },
    ],
  },
  {
    title: "Force is for server-side apply alone",
    needs: ["patch", "managers"],
    steps: [
      created,
      {
        request: { verb: "patch", type: "merge", name: "a", body: {}, manager: "m3", force: true },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message:
              'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
            fields: ["force"],
          },
        },
      },
    ],
  },
  {
    title: "A dry run of a patch answers and changes nothing",
    needs: ["patch", "dry run"],
    steps: [
      created,
      {
        request: { verb: "patch", type: "merge", name: "a", body: { spec: { replicas: 3 } }, dryRun: true },
        expect: { object: { spec: { replicas: 3 }, metadata: { generation: 2 } } },
      },
      { request: { verb: "get", name: "a" }, expect: { object: { spec: { replicas: 1 } } } },
    ],
  },
];
