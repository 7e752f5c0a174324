import type { AwsImages } from "../image-name.ts";
import { XGBOOST_REGISTRIES } from "../xgboost/registries.ts";
import { DEEP_LEARNING_REGISTRIES } from "./registries.ts";

/** A framework that AWS has images of, in which SageMaker's script mode runs a user's program. */
export interface Framework extends AwsImages {
  /** As its makers write it. */
  readonly name: string;
  /** What Python imports, and what pip installs. */
  readonly module: string;
  readonly distribution: string;
  /** Repositories of images that serve its models and do not train; those of `repositories` serve where these are none. */
  readonly servers: readonly string[];
  /** What the image's `SAGEMAKER_TRAINING_MODULE` is, which programs see as `SM_FRAMEWORK_MODULE`. */
  readonly trainingModule: string;
}

/** Tells the built-in programs which image of AWS's the job names, whose place they take. */
export const IMAGE_VARIABLE = "SLIPWAY_TRAINING_IMAGE";

const ofContainer = (name: string): string => `sagemaker_${name}_container.training:main`;

/** The images of XGBoost are the built-in algorithm's as well, and script mode's where a job brings a program. */
export const XGBOOST_FRAMEWORK: Framework = {
  name: "XGBoost",
  module: "xgboost",
  distribution: "xgboost",
  trainingModule: ofContainer("xgboost"),
  repositories: ["sagemaker-xgboost", "xgboost"],
  servers: [],
  registries: XGBOOST_REGISTRIES,
};

export const FRAMEWORKS: readonly Framework[] = [
  {
    name: "scikit-learn",
    module: "sklearn",
    distribution: "scikit-learn",
    trainingModule: ofContainer("sklearn"),
    repositories: ["sagemaker-scikit-learn"],
    servers: [],
    registries: XGBOOST_REGISTRIES,
  },
  {
    name: "PyTorch",
    module: "torch",
    distribution: "torch",
    trainingModule: ofContainer("pytorch"),
    repositories: ["pytorch-training", "pytorch-trcomp-training", "sagemaker-pytorch"],
    servers: ["pytorch-inference"],
    registries: DEEP_LEARNING_REGISTRIES,
  },
  {
    name: "TensorFlow",
    module: "tensorflow",
    distribution: "tensorflow",
    trainingModule: ofContainer("tensorflow"),
    repositories: ["tensorflow-training", "sagemaker-tensorflow-scriptmode"],
    servers: ["tensorflow-inference", "sagemaker-tensorflow-serving"],
    registries: DEEP_LEARNING_REGISTRIES,
  },
  {
    name: "Hugging Face Transformers",
    module: "transformers",
    distribution: "transformers",
    trainingModule: ofContainer("pytorch"),
    repositories: ["huggingface-pytorch-training", "huggingface-pytorch-trcomp-training"],
    servers: ["huggingface-pytorch-inference"],
    registries: DEEP_LEARNING_REGISTRIES,
  },
  {
    name: "Hugging Face Transformers",
    module: "transformers",
    distribution: "transformers",
    trainingModule: ofContainer("tensorflow"),
    repositories: ["huggingface-tensorflow-training", "huggingface-tensorflow-trcomp-training"],
    servers: ["huggingface-tensorflow-inference"],
    registries: DEEP_LEARNING_REGISTRIES,
  },
  {
    name: "MXNet",
    module: "mxnet",
    distribution: "mxnet",
    trainingModule: ofContainer("mxnet"),
    repositories: ["mxnet-training", "sagemaker-mxnet"],
    servers: ["mxnet-inference", "sagemaker-mxnet-serving"],
    registries: DEEP_LEARNING_REGISTRIES,
  },
  XGBOOST_FRAMEWORK,
];

/** The framework whose row has the repository of an image, in whatever registry that is; undefined for any other image. */
export function frameworkNamed(image: string): Framework | undefined {
  const repository = image
    .split("/")
    .at(-1)
    ?.replace(/[:@].*$/, "");
  return FRAMEWORKS.find(({ repositories, servers }) =>
    [...repositories, ...servers].includes(repository ?? ""),
  );
}

/** A module that a model needs without an image that is chosen for it: what it is called, and what pip installs. */
export type NeededModule = Pick<Framework, "name" | "module" | "distribution">;

/** What reads a model of a format that is no framework's. */
export const MODEL_MODULES = {
  mlflow: { name: "MLflow", module: "mlflow", distribution: "mlflow" },
  onnx: { name: "onnxruntime", module: "onnxruntime", distribution: "onnxruntime" },
} as const satisfies Readonly<Record<string, NeededModule>>;

/** The framework that Python imports by that name; undefined for no name. */
export const moduleNamed = (module: string | undefined): NeededModule | undefined =>
  FRAMEWORKS.find((framework) => framework.module === module);
