/** `status.slipway` of an EndpointConfig: what AWS has no word for. */
export interface SlipwayStatus {
  /** What carries the object, e.g. `pods`; it stays there whatever becomes of the annotation that chose it. */
  readonly runtime?: string;
  /** Digests of the spec's fields as they were when it began, but for those that AWS can change. */
  readonly begun?: Readonly<Record<string, string>>;
  /** What the object waits for and what would end it. */
  readonly message?: string;
}
