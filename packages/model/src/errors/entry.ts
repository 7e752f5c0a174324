/** The reasons of meta/v1 Status that Slipway answers with. */
export type StatusReason =
  | "BadRequest"
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "AlreadyExists"
  | "Conflict"
  | "Expired"
  | "Invalid"
  | "UnsupportedMediaType"
  | "RequestEntityTooLarge"
  | "TooManyRequests"
  | "Timeout"
  | "ServiceUnavailable"
  | "InternalError";

/** One line of the error catalogue; `docs/errors/CODE.md` is generated from it. */
export interface CatalogueEntry {
  /** A short name of what happened, without the case's data. */
  readonly title: string;
  /** Why it happens, in a sentence or two. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
  /** HTTP status at every door. */
  readonly http: number;
  /** meta/v1 Status reason at the Kubernetes door. */
  readonly reason: StatusReason;
  /** Error code at the AWS doors; a door may refine it where AWS's own API is irregular. */
  readonly aws: string;
  /**
   * Of what keeps an object from being begun. `refused`: for good, no try mends it before the object or the home changes.
   * `awaited`: what the object names or needs is not there yet, and once something else has brought it this goes on by itself.
   * Absent: it may pass, and is tried again.
   */
  readonly verdict?: "refused" | "awaited";
}
