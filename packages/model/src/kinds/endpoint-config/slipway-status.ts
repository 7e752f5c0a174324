/** `status.slipway` of an EndpointConfig: what AWS has no word for. */
export interface SlipwayStatus {
  /** What the object waits for and what would end it. */
  readonly message?: string;
}
