import { DRAIN, DRAIN_SECONDS } from "./drain.ts";
import type { Installed } from "./kinds.ts";
import {
  AWS_DOOR,
  CAPTURED_FOLDER,
  LOG_DOOR,
  MANAGED_BY,
  OPERATOR,
  PROMETHEUS_FOLDER,
  ROUTER,
  SYSTEM_NAMESPACE,
} from "./names.ts";

const [INIT, NODE] = ["/usr/local/bin/init", "/usr/local/bin/node"];
const PROGRAM = "/app/dist/cluster.js";
/** The user that the image has for what needs no rights. */
const NOBODY = 65_532;
/** The volume of a part's own folder. */
const FOLDER = "folder";
/** The volume of a Secret that may be there. */
const GIVEN = "given";

interface Part {
  readonly name: string;
  /** The word `cluster.js` knows it by. */
  readonly program: string;
  /** Secrets whose keys become files beside the settings. */
  readonly secrets: readonly string[];
  /** A folder that outlives the container; the program keeps it well below this. */
  readonly folder?: { readonly path: string; readonly sizeLimit: string };
  /** A Secret that an administrator may make, and where its keys are files then. */
  readonly given?: { readonly secret: string; readonly path: string };
  readonly serves?: { readonly name: string; readonly port: number; readonly containerPort: number };
  /** On the way of invocations: one of two answers while the other one does not, and each ends by `DRAIN`. */
  readonly carries?: true;
}

const HTTP = { name: "http", port: 80, containerPort: 8080 } as const;
const HTTPS = { name: "https", port: 443, containerPort: 8443 } as const;

const PARTS: readonly Part[] = [
  {
    ...{ name: OPERATOR, program: "operator", secrets: ["slipway-database", "slipway-artifacts"] },
    given: { secret: "slipway-prometheus", path: PROMETHEUS_FOLDER },
  },
  {
    ...{ name: AWS_DOOR, program: "aws-door", secrets: ["slipway-database", "slipway-router"] },
    ...{ serves: HTTP, carries: true },
  },
  {
    ...{ name: ROUTER, program: "router", serves: HTTP, carries: true },
    // With the keys of buckets for what it captures.
    secrets: ["slipway-database", "slipway-router", "slipway-artifacts"],
    folder: { path: CAPTURED_FOLDER, sizeLimit: "1Gi" },
  },
  { name: LOG_DOOR, program: "log-door", secrets: ["slipway-database"], serves: HTTPS },
];

/** The parts of a cluster home: an account, a Deployment, and a Service where somebody calls. */
export function parts(how: { readonly image: string; readonly settings: string }): readonly Installed[] {
  return PARTS.flatMap((part) => [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: metadataOf(part) },
    ...(part.serves === undefined ? [] : [service(part, part.serves)]),
    ...(part.carries === true ? [disruptionBudget(part)] : []),
    deployment(part, how),
  ]);
}

const metadataOf = ({ name }: Part) => ({
  name,
  namespace: SYSTEM_NAMESPACE,
  labels: { ...MANAGED_BY, "app.kubernetes.io/name": name },
});

function service(part: Part, { name, port }: NonNullable<Part["serves"]>): Installed {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf(part),
    spec: {
      selector: { "app.kubernetes.io/name": part.name },
      ports: [{ name, port, targetPort: name }],
    },
  };
}

/** A drain takes one after the other; one that does not answer anyway may always go. */
function disruptionBudget(part: Part): Installed {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: metadataOf(part),
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: { "app.kubernetes.io/name": part.name } },
    },
  };
}

function deployment(part: Part, how: { readonly image: string; readonly settings: string }): Installed {
  const labels = { ...MANAGED_BY, "app.kubernetes.io/name": part.name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(part),
    spec: {
      replicas: part.carries === true ? 2 : 1,
      // Two operators at once would do no harm, but all work twice.
      strategy:
        part.serves !== undefined
          ? { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
          : { type: "Recreate" },
      selector: { matchLabels: { "app.kubernetes.io/name": part.name } },
      template: {
        // Another hash starts the pods anew: they read their settings once.
        metadata: { labels, annotations: { "slipway.dev/settings-hash": how.settings, ...evictable(part) } },
        spec: podSpec(part, how.image),
      },
    },
  };
}

/** A pod with a folder of its own does not keep its node: it empties that before it ends. */
const evictable = ({ folder }: Part) =>
  folder === undefined ? {} : { "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes": FOLDER };

/** One that hangs gets nothing new after four seconds. */
const READINESS = { periodSeconds: 2, failureThreshold: 2, timeoutSeconds: 2 } as const;

/** Where there is but one node both are there. */
const spreadOverNodes = (part: Part) => ({
  maxSkew: 1,
  topologyKey: "kubernetes.io/hostname",
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: { "app.kubernetes.io/name": part.name } },
});

function podSpec(part: Part, image: string) {
  return {
    serviceAccountName: part.name,
    terminationGracePeriodSeconds: part.carries === true ? DRAIN_SECONDS : 30,
    ...(part.carries === true ? { topologySpreadConstraints: [spreadOverNodes(part)] } : {}),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: NOBODY,
      runAsGroup: NOBODY,
      seccompProfile: { type: "RuntimeDefault" },
    },
    volumes: [
      {
        name: "home",
        projected: {
          sources: [
            { configMap: { name: "slipway" } },
            ...part.secrets.map((name) => ({ secret: { name } })),
          ],
        },
      },
      ...(part.given === undefined
        ? []
        : [{ name: GIVEN, secret: { secretName: part.given.secret, optional: true } }]),
      ...(part.folder === undefined
        ? []
        : [{ name: FOLDER, emptyDir: { sizeLimit: part.folder.sizeLimit } }]),
    ],
    containers: [
      {
        name: part.program,
        image,
        command: [INIT, NODE, PROGRAM, part.program],
        ports:
          part.serves === undefined
            ? []
            : [{ name: part.serves.name, containerPort: part.serves.containerPort }],
        volumeMounts: [
          { name: "home", mountPath: "/etc/slipway/home", readOnly: true },
          ...(part.given === undefined ? [] : [{ name: GIVEN, mountPath: part.given.path, readOnly: true }]),
          ...(part.folder === undefined ? [] : [{ name: FOLDER, mountPath: part.folder.path }]),
        ],
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        startupProbe: { httpGet: { path: "/readyz", port: 8081 }, periodSeconds: 1, failureThreshold: 120 },
        readinessProbe: { httpGet: { path: "/readyz", port: 8081 }, ...READINESS },
        ...(part.carries === true
          ? { lifecycle: { preStop: { sleep: { seconds: DRAIN.preStopSeconds } } } }
          : {}),
        livenessProbe: { httpGet: { path: "/livez", port: 8081 }, periodSeconds: 10, failureThreshold: 6 },
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "1Gi" } },
        terminationMessagePolicy: "FallbackToLogsOnError",
      },
    ],
  };
}
