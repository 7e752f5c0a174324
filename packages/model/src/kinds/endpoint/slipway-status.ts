/** `status.slipway` of an Endpoint: what AWS has no word for. */
export interface SlipwayStatus {
  /** What carries the object, e.g. `pods`; it stays there whatever becomes of the annotation that chose it. */
  readonly runtime?: string;
  /** Digests of the spec's fields as they were when it began, but for those that AWS can change. */
  readonly begun?: Readonly<Record<string, string>>;
  /** What the endpoint waits for and what would end it. */
  readonly message?: string;
  /** Names of the pods that serve, by variant. */
  readonly pods?: Readonly<Record<string, readonly string[]>>;
  /** The endpoint configuration that answers now; during an update it is not yet the spec's. */
  readonly endpointConfigName?: string;
  /** What was asked of variants beyond the configuration, as it was when it was last carried out. */
  readonly variantProperties?: string;
  /** What the machinery keeps of updates from one look to the next. */
  readonly update?: Readonly<Record<string, unknown>>;
  /** The newest request for an update that was taken up (`slipway.dev/update-attempt`). */
  readonly attempt?: string;
  /** Each variant's image, after well-known names were mapped. */
  readonly images?: Readonly<Record<string, string>>;
}
