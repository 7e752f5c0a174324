import type { Resource } from "@slipway/model";

const MOST = 3;

/** The last value of an object's first metrics, as `loss=0.25, auc=0.9`; empty where it has none. */
export function metricsOf({ status }: Resource): string {
  const { finalMetricDataList = [] } = (status ?? {}) as {
    readonly finalMetricDataList?: readonly { readonly metricName?: string; readonly value?: number }[];
  };
  const told = finalMetricDataList
    .filter(({ metricName, value }) => metricName !== undefined && value !== undefined)
    .map(({ metricName, value = 0 }) => `${metricName}=${Number(value.toPrecision(4))}`);
  return told.length <= MOST ? told.join(", ") : `${told.slice(0, MOST).join(", ")}, …`;
}
