import type { Json } from "../support/mutate.ts";

const ROLE = "arn:aws:iam::123456789012:role/fuzz";
/** No image of this name runs anywhere. */
const IMAGE = "none.example.com/none:1";

/** A kind of the Kubernetes door, and what a whole object of it says beside its metadata. */
export interface FuzzKind {
  readonly base: string;
  readonly plural: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly rest: (name: string) => { readonly [field: string]: Json };
}

const core = (plural: string, kind: string, rest: FuzzKind["rest"]): FuzzKind => ({
  base: "/api/v1",
  plural,
  apiVersion: "v1",
  kind,
  rest,
});
const grouped = (apiVersion: string, plural: string, kind: string, rest: FuzzKind["rest"]): FuzzKind => ({
  base: `/apis/${apiVersion}`,
  plural,
  apiVersion,
  kind,
  rest,
});
const SAGEMAKER = "sagemaker.services.k8s.aws/v1alpha1";

/** The namespaced kinds that the door serves. */
export const KINDS: readonly FuzzKind[] = [
  core("configmaps", "ConfigMap", () => ({ data: { a: "x", "b.txt": "y\nz" } })),
  core("secrets", "Secret", () => ({ type: "Opaque", data: { a: "eA==" }, stringData: { b: "y" } })),
  core("services", "Service", () => ({
    spec: { selector: { app: "fuzz" }, ports: [{ name: "http", port: 80 }] },
  })),
  core("events", "Event", (name) => ({
    involvedObject: { kind: "Pod", name, namespace: "fuzz" },
    reason: "Fuzzed",
    message: "m",
    type: "Normal",
  })),
  core("pods", "Pod", () => ({
    spec: {
      containers: [
        {
          name: "main",
          image: IMAGE,
          env: [{ name: "A", value: "b" }],
          resources: { limits: { cpu: "1m", memory: "1Mi" } },
          volumeMounts: [{ name: "v", mountPath: "/v" }],
        },
      ],
      volumes: [{ name: "v", emptyDir: {} }],
      restartPolicy: "Never",
    },
  })),
  grouped("apps/v1", "deployments", "Deployment", () => ({
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: "fuzz" } },
      template: {
        metadata: { labels: { app: "fuzz" } },
        spec: { containers: [{ name: "main", image: IMAGE }] },
      },
    },
  })),
  grouped(SAGEMAKER, "trainingjobs", "TrainingJob", (name) => ({
    spec: {
      trainingJobName: name,
      roleARN: ROLE,
      algorithmSpecification: { trainingImage: IMAGE, trainingInputMode: "File" },
      hyperParameters: { a: "1" },
      outputDataConfig: { s3OutputPath: "s3://fuzz/out" },
      resourceConfig: { instanceCount: 1, instanceType: "ml.m4.xlarge", volumeSizeInGB: 5 },
      stoppingCondition: { maxRuntimeInSeconds: 60 },
    },
  })),
  grouped(SAGEMAKER, "models", "Model", (name) => ({
    spec: {
      modelName: name,
      executionRoleARN: ROLE,
      primaryContainer: { image: IMAGE, modelDataURL: "s3://fuzz/model.tar.gz" },
    },
  })),
  grouped(SAGEMAKER, "endpointconfigs", "EndpointConfig", (name) => ({
    spec: {
      endpointConfigName: name,
      productionVariants: [
        { modelName: name, variantName: "a", instanceType: "ml.c5.large", initialInstanceCount: 1 },
      ],
    },
  })),
];
