/** Who asks: a user and the groups that carry rights. */
export interface Caller {
  readonly user: string;
  readonly groups: readonly string[];
}

/** Members may do everything, as on a real cluster. */
export const MASTERS = "system:masters";
/** Members may get, list and watch everything but Secrets. */
export const VIEWERS = "slipway:viewers";
/** Members may read and write objects of S3, and nothing else: what pods bring data in and take results out with. */
export const MOVERS = "slipway:movers";

/** The IAM role that the access keys of a home's users are sessions of. */
export const HOME_ROLE = "slipway";
