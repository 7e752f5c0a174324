import type { Kind } from "@slipway/model";

const core = (kind: string, plural: string, namespaced = true): Kind => ({
  group: "",
  version: "v1",
  kind,
  plural,
  namespaced,
});

const sagemaker = (kind: string, plural: string): Kind => ({
  group: "sagemaker.services.k8s.aws",
  version: "v1alpha1",
  kind,
  plural,
  namespaced: true,
});

/** The kinds that the table speaks of. `TrainingJob` is the toy of the recorded answers, not SageMaker's. */
export const KINDS = {
  TrainingJob: {
    group: "ml.example.com",
    version: "v1",
    kind: "TrainingJob",
    plural: "trainingjobs",
    namespaced: true,
  },
  "TrainingJob.sagemaker": sagemaker("TrainingJob", "trainingjobs"),
  Model: sagemaker("Model", "models"),
  EndpointConfig: sagemaker("EndpointConfig", "endpointconfigs"),
  Endpoint: sagemaker("Endpoint", "endpoints"),
  ConfigMap: core("ConfigMap", "configmaps"),
  Secret: core("Secret", "secrets"),
  Pod: core("Pod", "pods"),
  Namespace: core("Namespace", "namespaces", false),
  Event: core("Event", "events"),
  Deployment: { group: "apps", version: "v1", kind: "Deployment", plural: "deployments", namespaced: true },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof KINDS;

export function kindOf(request: { readonly kind?: KindName }): Kind {
  return KINDS[request.kind ?? "TrainingJob"];
}
