import type { Case } from "../run-case.ts";
import { job } from "../toy-kind.ts";

const held = {
  request: { verb: "create", object: job("fin", {}, { finalizers: ["x.example.com/f"] }) },
  expect: { object: { metadata: { finalizers: ["x.example.com/f"] } } },
} as const;

export const deleteCases: readonly Case[] = [
  {
    title: "Without finalizers an object goes at once, and is gone",
    steps: [
      { request: { verb: "create", object: job("pl") }, expect: {} },
      { request: { verb: "delete", name: "pl" }, expect: { gone: true } },
      { request: { verb: "get", name: "pl" }, expect: { error: { http: 404, reason: "NotFound" } } },
      {
        request: { verb: "delete", name: "pl" },
        expect: {
          error: { http: 404, reason: "NotFound", message: 'trainingjobs.ml.example.com "pl" not found' },
        },
      },
    ],
  },
  {
    title: "With a finalizer it stays, marked once, and goes with its last finalizer",
    steps: [
      held,
      {
        request: { verb: "delete", name: "fin" },
        expect: { gone: false },
      },
      {
        request: { verb: "get", name: "fin" },
        expect: {
          object: {
            metadata: { generation: 2, deletionGracePeriodSeconds: 0, finalizers: ["x.example.com/f"] },
          },
        },
      },
      { request: { verb: "delete", name: "fin" }, expect: { gone: false } },
      { request: { verb: "get", name: "fin" }, expect: { revision: "same" } },
      {
        request: {
          verb: "update",
          name: "fin",
          object: job(
            "fin",
            { replicas: 3 },
            { resourceVersion: "{rv:fin}", finalizers: ["x.example.com/f"] },
          ),
        },
        expect: { object: { metadata: { generation: 3 }, spec: { replicas: 3 } } },
      },
      {
        request: {
          verb: "update",
          name: "fin",
          object: job("fin", { replicas: 3 }, { resourceVersion: "{rv:fin}" }),
        },
        expect: { object: { metadata: { generation: 3 } }, without: ["metadata.finalizers"] },
      },
      { request: { verb: "get", name: "fin" }, expect: { error: { http: 404, reason: "NotFound" } } },
    ],
  },
  {
    title: "An object under deletion takes no new finalizer",
    steps: [
      held,
      { request: { verb: "delete", name: "fin" }, expect: { gone: false } },
      { request: { verb: "get", name: "fin" }, expect: {} },
      {
        request: {
          verb: "update",
          name: "fin",
          object: job(
            "fin",
            {},
            { resourceVersion: "{rv:fin}", finalizers: ["x.example.com/f", "y.example.com/g"] },
          ),
        },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message:
              /metadata\.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers \[\]string\{"y\.example\.com\/g"\}$/,
            fields: ["metadata.finalizers"],
          },
        },
      },
    ],
  },
  {
    title: "A deletion may be of one incarnation only",
    steps: [
      { request: { verb: "create", object: job("a") }, expect: {} },
      {
        request: { verb: "delete", name: "a", preconditions: { uid: "nope" } },
        expect: {
          error: {
            http: 409,
            reason: "Conflict",
            message:
              'Operation cannot be fulfilled on TrainingJob.ml.example.com "a": the UID in the precondition (nope) does not match the UID in record ({uid:a}). The object might have been deleted and then recreated',
          },
        },
      },
      { request: { verb: "delete", name: "a", preconditions: { uid: "{uid:a}" } }, expect: { gone: true } },
    ],
  },
  {
    title: "Foreground and orphan deletions wait for the garbage collector",
    needs: ["patch"],
    steps: [
      { request: { verb: "create", object: job("fg") }, expect: {} },
      {
        request: { verb: "delete", name: "fg", propagationPolicy: "Foreground" },
        expect: {
          gone: false,
          object: {
            metadata: {
              generation: 2,
              deletionGracePeriodSeconds: 0,
              finalizers: ["foregroundDeletion"],
            },
          },
        },
      },
      {
        request: { verb: "patch", type: "merge", name: "fg", body: { metadata: { finalizers: null } } },
        expect: {},
      },
      { request: { verb: "get", name: "fg" }, expect: { error: { http: 404, reason: "NotFound" } } },
      { request: { verb: "create", object: job("orph") }, expect: {} },
      {
        request: { verb: "delete", name: "orph", propagationPolicy: "Orphan" },
        expect: { gone: false, object: { metadata: { finalizers: ["orphan"] } } },
      },
    ],
  },
  {
    title: "A propagation policy that is none is invalid",
    needs: ["free options"],
    steps: [
      { request: { verb: "create", object: job("a") }, expect: {} },
      {
        request: { verb: "delete", name: "a", propagationPolicy: "Foo" },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message:
              'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Foo": supported values: "Foreground", "Background", "Orphan", "nil"',
            fields: ["propagationPolicy"],
          },
        },
      },
    ],
  },
  {
    title: "A name that was deleted is free again, and stands for another object",
    steps: [
      { request: { verb: "create", object: job("a") }, expect: {} },
      { request: { verb: "delete", name: "a" }, expect: { gone: true } },
      {
        request: { verb: "create", object: job("a") },
        expect: { revision: "new", object: { metadata: { generation: 1 } } },
      },
    ],
  },
];
