/** What Kubernetes counts in: thousandths, whole, rounded up as resource.Quantity does. */
export const milli = (value: number): number => Math.ceil(Number((value * 1_000).toPrecision(15)));

/** The greatest number of replicas that there can be. */
const MOST_REPLICAS = 2_147_483_647;

export const replicasOf = (count: number): number => Math.min(Math.ceil(count), MOST_REPLICAS);
