import { defined } from "../../packages/model/src/defined.ts";
import type { PrinterColumn } from "../../packages/model/src/kinds/crd.ts";
import type { ServiceName } from "./source/service-model.ts";

/** What the service model cannot say of a kind: which operations make it, and where ACK's own configuration differs. */
export interface KindDefinition {
  readonly service: ServiceName;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** None that a core kind of Kubernetes has; kubectl would take that one. */
  readonly shortNames?: readonly string[];
  /** The operation whose input is the spec. */
  readonly create: string;
  /** The shape whose members, less the spec's, are the status: what the service tells of it. */
  readonly described: string;
  /** The member that ACK keeps as `status.ackResourceMetadata.arn`. */
  readonly arn: string;
  readonly columns: readonly PrinterColumn[];
  /** Whether it has a row in the model's table of kinds: only then are its type, schema and operations written there. */
  readonly served: boolean;
  /** Operations beyond Create, Describe, Delete, List and Stop. */
  readonly also?: readonly string[];
  /** ACK's top-level `required` where it is not the create input's, as member names. */
  readonly required?: readonly string[];
  /** Spec members that ACK takes from another shape. */
  readonly alsoSpec?: readonly { readonly shape: string; readonly member: string }[];
  /** Status fields of ACK's that exist in no shape: their formats, or "" for a plain string. */
  readonly alsoStatus?: Readonly<Record<string, "" | "date-time">>;
}

const column = (name: string, field: string, priority?: number): PrinterColumn => ({
  name,
  type: "string",
  jsonPath: `.status.${field}`,
  ...defined({ priority }),
});
const failureReason = column("FAILURE-REASON", "failureReason", 1);

type Given = Pick<KindDefinition, "kind" | "columns"> & Partial<KindDefinition>;

const sagemaker = (given: Given): KindDefinition => ({
  service: "sagemaker",
  group: "sagemaker.services.k8s.aws",
  plural: `${given.kind.toLowerCase()}s`,
  create: `Create${given.kind}`,
  described: `Describe${given.kind}Response`,
  arn: `${given.kind}Arn`,
  served: false,
  ...given,
});

const autoscaling = (
  given: Given & Pick<KindDefinition, "create" | "described" | "arn">,
): KindDefinition => ({
  ...sagemaker(given),
  service: "application-autoscaling",
  group: "applicationautoscaling.services.k8s.aws",
});

/** Every AWS-derived kind, in the order of the architecture. */
export const KINDS: readonly KindDefinition[] = [
  sagemaker({
    kind: "TrainingJob",
    shortNames: ["tj"],
    served: true,
    also: ["UpdateTrainingJob"],
    columns: [
      failureReason,
      column("SECONDARY-STATUS", "secondaryStatus"),
      column("STATUS", "trainingJobStatus"),
    ],
    // Serverless jobs made these optional in AWS's API; ACK, and every manifest written for it, requires them.
    required: [
      "AlgorithmSpecification",
      "OutputDataConfig",
      "ResourceConfig",
      "RoleArn",
      "StoppingCondition",
      "TrainingJobName",
    ],
  }),
  sagemaker({
    kind: "ProcessingJob",
    shortNames: ["pj"],
    served: true,
    columns: [failureReason, column("STATUS", "processingJobStatus")],
  }),
  sagemaker({
    kind: "TransformJob",
    shortNames: ["trj"],
    served: true,
    columns: [failureReason, column("STATUS", "transformJobStatus")],
  }),
  sagemaker({
    kind: "HyperParameterTuningJob",
    columns: [failureReason, column("STATUS", "hyperParameterTuningJobStatus")],
  }),
  sagemaker({
    kind: "Model",
    shortNames: ["mdl"],
    served: true,
    described: "DescribeModelOutput",
    columns: [],
  }),
  sagemaker({
    kind: "EndpointConfig",
    shortNames: ["epc"],
    served: true,
    described: "DescribeEndpointConfigOutput",
    columns: [],
  }),
  sagemaker({
    kind: "Endpoint",
    shortNames: ["smep"],
    served: true,
    also: ["UpdateEndpoint", "UpdateEndpointWeightsAndCapacities"],
    described: "DescribeEndpointOutput",
    columns: [failureReason, column("STATUS", "endpointStatus")],
  }),
  sagemaker({ kind: "Pipeline", columns: [column("STATUS", "pipelineStatus")] }),
  sagemaker({
    kind: "PipelineExecution",
    create: "StartPipelineExecution",
    columns: [failureReason, column("STATUS", "pipelineExecutionStatus")],
  }),
  sagemaker({
    kind: "ModelPackageGroup",
    described: "DescribeModelPackageGroupOutput",
    columns: [column("STATUS", "modelPackageGroupStatus")],
  }),
  sagemaker({
    kind: "ModelPackage",
    described: "DescribeModelPackageOutput",
    columns: [column("STATUS", "modelPackageStatus")],
    alsoSpec: [{ shape: "UpdateModelPackageInput", member: "ApprovalDescription" }],
  }),
  sagemaker({
    kind: "NotebookInstance",
    described: "DescribeNotebookInstanceOutput",
    columns: [failureReason, column("STATUS", "notebookInstanceStatus")],
    alsoStatus: { stoppedByControllerMetadata: "" },
  }),
  autoscaling({
    kind: "ScalableTarget",
    shortNames: ["sct"],
    served: true,
    create: "RegisterScalableTarget",
    described: "ScalableTarget",
    arn: "ScalableTargetARN",
    columns: [],
    alsoStatus: { lastModifiedTime: "date-time" },
  }),
  autoscaling({
    kind: "ScalingPolicy",
    shortNames: ["scp"],
    served: true,
    plural: "scalingpolicies",
    create: "PutScalingPolicy",
    described: "ScalingPolicy",
    arn: "PolicyARN",
    columns: [],
    alsoStatus: { lastModifiedTime: "date-time" },
  }),
];

/** Enumerations that stay open: a NodePool may give any name to a machine. */
export const isOpenEnum = (shape: string): boolean => shape.endsWith("InstanceType");
