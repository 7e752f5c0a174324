/**
 * What a real API server fills in on built-in types, by type and field. Values that depend on other fields are set by
 * the kind's rules instead.
 */
export const typeDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  PodSpec: {
    dnsPolicy: "ClusterFirst",
    enableServiceLinks: true,
    restartPolicy: "Always",
    schedulerName: "default-scheduler",
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  },
  Container: {
    resources: {},
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  },
  Probe: { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 },
  HTTPGetAction: { path: "/", scheme: "HTTP" },
  SecretVolumeSource: { defaultMode: 420 },
  ConfigMapVolumeSource: { defaultMode: 420 },
  ProjectedVolumeSource: { defaultMode: 420 },
  DownwardAPIVolumeSource: { defaultMode: 420 },
  ObjectFieldSelector: { apiVersion: "v1" },
  DeploymentSpec: {
    progressDeadlineSeconds: 600,
    replicas: 1,
    revisionHistoryLimit: 10,
    strategy: { type: "RollingUpdate" },
  },
  RollingUpdateDeployment: { maxSurge: "25%", maxUnavailable: "25%" },
  ServiceSpec: { internalTrafficPolicy: "Cluster", sessionAffinity: "None", type: "ClusterIP" },
  Secret: { type: "Opaque" },
  EndpointPort: { name: "", protocol: "TCP" },
};
