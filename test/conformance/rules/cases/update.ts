import type { Case } from "../run-case.ts";
import { job } from "../toy-kind.ts";

const created = { request: { verb: "create", object: job("a") }, expect: {} } as const;

export const updateCases: readonly Case[] = [
  {
    title: "An update of a custom resource says which revision it is of",
    steps: [
      created,
      {
        request: { verb: "update", name: "a", object: job("a", { replicas: 2 }) },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message:
              'trainingjobs.ml.example.com "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
            fields: ["metadata.resourceVersion"],
          },
        },
      },
    ],
  },
  {
    title: "An update of an older revision is a conflict",
    steps: [
      created,
      {
        request: { verb: "update", name: "a", object: job("a", { replicas: 2 }, { resourceVersion: "1" }) },
        expect: {
          error: {
            http: 409,
            reason: "Conflict",
            message:
              'Operation cannot be fulfilled on trainingjobs.ml.example.com "a": the object has been modified; please apply your changes to the latest version and try again',
          },
        },
      },
    ],
  },
  {
    title: "An update that changes nothing leaves the revision",
    steps: [
      created,
      {
        request: {
          verb: "update",
          name: "a",
          object: job("a", { replicas: 1, mode: "a" }, { resourceVersion: "{rv:a}" }),
        },
        expect: { revision: "same", object: { metadata: { generation: 1 } } },
      },
    ],
  },
  {
    title: "A changed spec counts the generation; identity is carried over",
    steps: [
      created,
      {
        request: {
          verb: "update",
          name: "a",
          object: job("a", { replicas: 2 }, { resourceVersion: "{rv:a}", creationTimestamp: null }),
        },
        expect: {
          revision: "new",
          object: { metadata: { generation: 2, uid: "{uid:a}" }, spec: { replicas: 2 } },
        },
      },
    ],
  },
  {
    title: "A field that is left out of an update goes",
    steps: [
      { request: { verb: "create", object: job("a", { env: [{ name: "A", value: "1" }] }) }, expect: {} },
      {
        request: { verb: "update", name: "a", object: job("a", {}, { resourceVersion: "{rv:a}" }) },
        expect: { without: ["spec.env"], object: { metadata: { generation: 2 } } },
      },
    ],
  },
  {
    title: "The name of the body is the one addressed",
    needs: ["address apart from the object"],
    steps: [
      created,
      {
        request: { verb: "update", name: "a", object: job("zzz", { replicas: 2 }) },
        expect: {
          error: {
            http: 400,
            reason: "BadRequest",
            message: "the name of the object (zzz) does not match the name on the URL (a)",
          },
        },
      },
    ],
  },
  {
    title: "An update of another incarnation is a conflict",
    steps: [
      created,
      {
        request: { verb: "update", name: "a", object: job("a", { replicas: 2 }, { uid: "abc" }) },
        expect: {
          error: { http: 409, reason: "Conflict", message: /Precondition failed: UID in precondition: abc/ },
        },
      },
    ],
  },
  {
    title: "What is not there cannot be updated",
    steps: [
      {
        request: { verb: "update", name: "missing", object: job("missing", {}, { resourceVersion: "77" }) },
        expect: {
          error: {
            http: 404,
            reason: "NotFound",
            message: 'trainingjobs.ml.example.com "missing" not found',
          },
        },
      },
    ],
  },
  {
    title: "The main endpoint drops the status, the status endpoint drops everything else",
    steps: [
      created,
      {
        request: {
          verb: "update",
          name: "a",
          object: { ...job("a", {}, { resourceVersion: "{rv:a}" }), status: { phase: "Q" } },
        },
        expect: { revision: "same", without: ["status"] },
      },
      {
        request: {
          verb: "update",
          part: "status",
          name: "a",
          object: {
            ...job("a", { replicas: 9 }, { resourceVersion: "{rv:a}", labels: { viastatus: "1" } }),
            status: { phase: "Q" },
          },
        },
        expect: {
          revision: "new",
          object: { metadata: { generation: 1 }, spec: { replicas: 1 }, status: { phase: "Q" } },
          without: ["metadata.labels"],
        },
      },
      {
        request: {
          verb: "update",
          name: "a",
          object: job("a", { replicas: 3 }, { resourceVersion: "{rv:a}" }),
        },
        expect: { object: { metadata: { generation: 2 }, status: { phase: "Q" } } },
      },
    ],
  },
  {
    title: "A status update that changes nothing leaves the revision",
    steps: [
      created,
      {
        request: {
          verb: "update",
          part: "status",
          name: "a",
          object: { ...job("a", {}, { resourceVersion: "{rv:a}" }), status: { phase: "Q" } },
        },
        expect: { revision: "new" },
      },
      {
        request: {
          verb: "update",
          part: "status",
          name: "a",
          object: { ...job("a", {}, { resourceVersion: "{rv:a}" }), status: { phase: "Q" } },
        },
        expect: { revision: "same" },
      },
    ],
  },
  {
    title: "Labels do not count the generation",
    steps: [
      created,
      {
        request: {
          verb: "update",
          name: "a",
          object: job("a", {}, { resourceVersion: "{rv:a}", labels: { x: "y" } }),
        },
        expect: { revision: "new", object: { metadata: { generation: 1, labels: { x: "y" } } } },
      },
    ],
  },
];
