import { awsImageName } from "../image-name.ts";
import { XGBOOST_IMAGES } from "./images.ts";

/** The versions of XGBoost that AWS has images of, oldest first. */
export const XGBOOST_VERSIONS = ["0.72", "0.90", "1.0", "1.2", "1.3", "1.5", "1.7", "3.0", "3.2"] as const;

export type XgboostVersion = (typeof XGBOOST_VERSIONS)[number];

type Tags = Readonly<Record<string, XgboostVersion>>;

/** By repository, as AWS's Python SDK and its documentation of older versions list them. */
const TAGS: Readonly<Record<string, Tags>> = {
  xgboost: { "1": "0.72", latest: "0.72", "0.72": "0.72" },
  "sagemaker-xgboost": {
    "0.90-1": "0.90",
    "0.90-2": "0.90",
    "1.0-1": "1.0",
    "1.2-1": "1.2",
    "1.2-2": "1.2",
    "1.3-1": "1.3",
    "1.5-1": "1.5",
    "1.7-1": "1.7",
    "3.0-5": "3.0",
    "3.2-0": "3.2",
  },
};

/** The version of AWS's image; undefined where the image is another or its name tells none. */
export function xgboostVersion(image: string): XgboostVersion | undefined {
  const { repository, tag } = tagged(image);
  return find(repository, tag);
}

/** Why there can be no such image of XGBoost; undefined where nothing speaks against it, and for any other image. */
export function missingXgboostVersion(image: string): string | undefined {
  const { repository, tag } = tagged(image);
  if (tag === "" || tag === "latest" || find(repository, tag) !== undefined) return undefined;
  const elsewhere = Object.keys(TAGS).find((other) => find(other, tag) !== undefined);
  const hint = elsewhere === undefined ? "" : `; ${elsewhere} has ${tag}`;
  return `AWS's ${repository} has no version ${tag}, only ${Object.keys(TAGS[repository] ?? {}).join(", ")}${hint}`;
}

/** A tag goes on with the machines and the Python that the image is for, as in `1.0-1-cpu-py3`. */
function find(repository: string, tag: string): XgboostVersion | undefined {
  const found = Object.entries(TAGS[repository] ?? {}).find(
    ([known]) => tag === known || tag.startsWith(`${known}-`),
  );
  return found?.[1];
}

/** The tag is empty where there is none: a digest tells no version, nor does a bare name. */
function tagged(image: string): { readonly repository: string; readonly tag: string } {
  const { repository = "", tag = "" } = awsImageName(image, XGBOOST_IMAGES) ?? {};
  return { repository, tag };
}
