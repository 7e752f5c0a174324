/** Algorithm images by the names people already have in their files; any registry, any account. */
const WELL_KNOWN: readonly { readonly repository: RegExp; readonly builtIn: string }[] = [
  {
    repository: /(^|\/)(sagemaker-xgboost|xgboost)(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/,
    builtIn: "slipway.dev/xgboost",
  },
];

/** An object with this annotation runs its image exactly as written. */
export const IMAGE_ANNOTATION = "slipway.dev/image";

/** The image to run: our built-in one for a well-known algorithm's name, everything else as written. */
export function resolveImage(image: string, annotations: Readonly<Record<string, string>> = {}): string {
  if (annotations[IMAGE_ANNOTATION] === "as-is") return image;
  return WELL_KNOWN.find(({ repository }) => repository.test(image))?.builtIn ?? image;
}
