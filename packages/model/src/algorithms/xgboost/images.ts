import type { AwsImages } from "../image-name.ts";
import { XGBOOST_REGISTRIES } from "./registries.ts";

/** AWS's images of XGBoost: of the first one, 0.72, and of those since. */
export const XGBOOST_IMAGES = {
  repositories: ["xgboost", "sagemaker-xgboost"],
  registries: XGBOOST_REGISTRIES,
} satisfies AwsImages;
