import type { Installed } from "./kinds.ts";
import { AWS_DOOR, LOG_DOOR, MANAGED_BY, OPERATOR, ROUTER, SYSTEM_NAMESPACE } from "./names.ts";

const [INIT, NODE] = ["/usr/local/bin/init", "/usr/local/bin/node"];
const PROGRAM = "/app/dist/cluster.js";
/** The user that the image has for what needs no rights. */
const NOBODY = 65_532;

interface Part {
  readonly name: string;
  /** The word `cluster.js` knows it by. */
  readonly program: string;
  /** Secrets whose keys become files beside the settings. */
  readonly secrets: readonly string[];
  readonly serves?: { readonly name: string; readonly port: number; readonly containerPort: number };
}

const HTTP = { name: "http", port: 80, containerPort: 8080 } as const;
const HTTPS = { name: "https", port: 443, containerPort: 8443 } as const;

const PARTS: readonly Part[] = [
  { name: OPERATOR, program: "operator", secrets: ["slipway-database", "slipway-artifacts"] },
  { name: AWS_DOOR, program: "aws-door", secrets: ["slipway-database", "slipway-router"], serves: HTTP },
  { name: ROUTER, program: "router", secrets: ["slipway-database", "slipway-router"], serves: HTTP },
  { name: LOG_DOOR, program: "log-door", secrets: ["slipway-database"], serves: HTTPS },
];

/** The parts of a cluster home: an account, a Deployment, and a Service where somebody calls. */
export function parts(how: { readonly image: string; readonly settings: string }): readonly Installed[] {
  return PARTS.flatMap((part) => [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: metadataOf(part) },
    ...(part.serves === undefined ? [] : [service(part, part.serves)]),
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

function deployment(part: Part, how: { readonly image: string; readonly settings: string }): Installed {
  const labels = { ...MANAGED_BY, "app.kubernetes.io/name": part.name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(part),
    spec: {
      replicas: 1,
      // Two operators at once would do no harm, but all work twice.
      strategy:
        part.serves !== undefined
          ? { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
          : { type: "Recreate" },
      selector: { matchLabels: { "app.kubernetes.io/name": part.name } },
      template: {
        // Another hash starts the pods anew: they read their settings once.
        metadata: { labels, annotations: { "slipway.dev/settings-hash": how.settings } },
        spec: podSpec(part, how.image),
      },
    },
  };
}

function podSpec(part: Part, image: string) {
  return {
    serviceAccountName: part.name,
    terminationGracePeriodSeconds: 30,
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
        volumeMounts: [{ name: "home", mountPath: "/etc/slipway/home", readOnly: true }],
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        startupProbe: { httpGet: { path: "/readyz", port: 8081 }, periodSeconds: 1, failureThreshold: 120 },
        readinessProbe: { httpGet: { path: "/readyz", port: 8081 }, periodSeconds: 5 },
        livenessProbe: { httpGet: { path: "/livez", port: 8081 }, periodSeconds: 10, failureThreshold: 6 },
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "1Gi" } },
        terminationMessagePolicy: "FallbackToLogsOnError",
      },
    ],
  };
}
