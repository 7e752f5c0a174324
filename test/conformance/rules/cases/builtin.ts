import type { Case } from "../run-case.ts";

const configMap = (name: string, data: object, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data,
});

export const pod = (name: string, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: { containers: [{ name: "main", image: "busybox:1" }], ...spec },
});

export const builtinCases: readonly Case[] = [
  {
    title: "A ConfigMap may be updated without a revision, and has no generation",
    steps: [
      { request: { verb: "create", kind: "ConfigMap", object: configMap("c", { a: "1" }) }, expect: {} },
      {
        request: { verb: "update", kind: "ConfigMap", name: "c", object: configMap("c", { a: "2" }) },
        expect: { revision: "new", object: { data: { a: "2" } }, without: ["metadata.generation"] },
      },
    ],
  },
  {
    title: "A Secret's stringData lands in its data",
    steps: [
      {
        request: {
          verb: "create",
          kind: "Secret",
          object: {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "s" },
            data: { a: "YQ==" },
            stringData: { b: "b" },
          },
        },
        expect: { object: { type: "Opaque", data: { a: "YQ==", b: "Yg==" } }, without: ["stringData"] },
      },
    ],
  },
  {
    title: "A pod gets the defaults of a real server and starts as Pending",
    steps: [
      {
        request: { verb: "create", kind: "Pod", object: pod("p") },
        expect: {
          object: {
            spec: {
              restartPolicy: "Always",
              dnsPolicy: "ClusterFirst",
              terminationGracePeriodSeconds: 30,
              containers: [
                {
                  name: "main",
                  imagePullPolicy: "IfNotPresent",
                  terminationMessagePath: "/dev/termination-log",
                  terminationMessagePolicy: "File",
                },
              ],
            },
            status: { phase: "Pending" },
          },
        },
      },
    ],
  },
  {
    title: "A pod needs a container, and its mounts a volume",
    steps: [
      {
        request: { verb: "create", kind: "Pod", object: pod("p", { containers: [] }) },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message: 'Pod "p" is invalid: spec.containers: Required value',
            fields: ["spec.containers"],
          },
        },
      },
      {
        request: {
          verb: "create",
          kind: "Pod",
          object: pod("p", {
            containers: [{ name: "main", image: "i", volumeMounts: [{ name: "x", mountPath: "/x" }] }],
          }),
        },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message: 'Pod "p" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "x"',
          },
        },
      },
    ],
  },
  {
    title: "A pod's host name is a DNS label",
    steps: [
      {
        request: {
          verb: "create",
          kind: "Pod",
          object: pod("p", { hostname: "Bad_Name" }),
        },
        expect: { error: { http: 422, reason: "Invalid", fields: ["spec.hostname"] } },
      },
    ],
  },
  {
    title: "A pod's spec is immutable but for images, tolerations and its deadline, which may only come down",
    needs: ["patch"],
    steps: [
      { request: { verb: "create", kind: "Pod", object: pod("p") }, expect: {} },
      {
        request: { verb: "patch", kind: "Pod", type: "merge", name: "p", body: { spec: { hostname: "h" } } },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message: /^Pod "p" is invalid: spec: Forbidden: pod updates may not change fields other than /,
            fields: ["spec"],
          },
        },
      },
      {
        request: {
          verb: "patch",
          kind: "Pod",
          type: "merge",
          name: "p",
          body: { spec: { activeDeadlineSeconds: 60 } },
        },
        expect: { object: { spec: { activeDeadlineSeconds: 60 } } },
      },
      {
        request: {
          verb: "patch",
          kind: "Pod",
          type: "merge",
          name: "p",
          body: { spec: { activeDeadlineSeconds: 61 } },
        },
        expect: { error: { http: 422, reason: "Invalid", fields: ["spec.activeDeadlineSeconds"] } },
      },
      {
        request: {
          verb: "patch",
          kind: "Pod",
          type: "strategic",
          name: "p",
          body: { spec: { activeDeadlineSeconds: 1, containers: [{ name: "main", image: "busybox:2" }] } },
        },
        expect: {
          object: {
            spec: { activeDeadlineSeconds: 1, containers: [{ name: "main", image: "busybox:2" }] },
          },
        },
      },
    ],
  },
  {
    title: "A pod that no node has taken goes at once",
    steps: [
      { request: { verb: "create", kind: "Pod", object: pod("p") }, expect: {} },
      { request: { verb: "delete", kind: "Pod", name: "p" }, expect: { gone: true } },
    ],
  },
  {
    title: "A field of another type makes a built-in kind's body unreadable",
    steps: [
      {
        request: { verb: "create", kind: "ConfigMap", object: configMap("c", { a: 1 }) },
        expect: {
          error: {
            http: 400,
            reason: "BadRequest",
            message: /^ConfigMap in version "v1" cannot be handled as a ConfigMap: /,
          },
        },
      },
    ],
  },
  {
    title: "Strategic merge adds to keyed lists and honours its directives",
    needs: ["patch"],
    steps: [
      {
        request: {
          verb: "create",
          kind: "Deployment",
          object: {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "d" },
            spec: {
              selector: { matchLabels: { app: "d" } },
              template: {
                metadata: { labels: { app: "d" } },
                spec: {
                  containers: [
                    { name: "a", image: "i:1" },
                    { name: "b", image: "i:1" },
                  ],
                },
              },
            },
          },
        },
        expect: { object: { metadata: { generation: 1 }, spec: { replicas: 1 } } },
      },
      {
        request: {
          verb: "patch",
          kind: "Deployment",
          type: "strategic",
          name: "d",
          body: {
            spec: {
              template: {
                spec: {
                  containers: [
                    { name: "b", image: "i:2" },
                    { name: "a", $patch: "delete" },
                    { name: "c", image: "i:3" },
                  ],
                },
              },
            },
          },
        },
        expect: {
          object: {
            metadata: { generation: 2 },
            spec: {
              template: {
                spec: {
                  containers: [
                    { name: "b", image: "i:2" },
                    { name: "c", image: "i:3" },
                  ],
                },
              },
            },
          },
        },
      },
      {
        request: {
          verb: "patch",
          kind: "Deployment",
          type: "merge",
          name: "d",
          body: { spec: { selector: { matchLabels: { app: "e" } } } },
        },
        expect: { error: { http: 422, reason: "Invalid" } },
      },
    ],
  },
];
