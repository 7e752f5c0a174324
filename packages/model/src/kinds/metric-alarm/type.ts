import type { Condition, Resource } from "../../resource.ts";

export interface AlarmDimension {
  readonly name: string;
  readonly value: string;
}

/** A metric of an alarm over several, or an expression over others of them. */
export interface AlarmQuery {
  readonly id: string;
  readonly label?: string;
  readonly expression?: string;
  /** Seconds, of an expression. */
  readonly period?: number;
  readonly accountID?: string;
  /** Absent means true. */
  readonly returnData?: boolean;
  readonly metricStat?: {
    readonly metric: {
      readonly namespace?: string;
      readonly metricName?: string;
      readonly dimensions?: readonly AlarmDimension[];
    };
    /** Seconds. */
    readonly period: number;
    readonly stat: string;
    readonly unit?: string;
  };
}

/** A query of Prometheus', whose every answer is a series that breaches. Times are seconds. */
export interface PromQLCriteria {
  readonly query: string;
  /** How long a series must breach without a break; absent means 0. */
  readonly pendingPeriod?: number;
  /** How long nothing may breach until it is over; absent means 0. */
  readonly recoveryPeriod?: number;
}

/** What CloudWatch's PutMetricAlarm takes. */
export interface MetricAlarmSpec {
  readonly name: string;
  readonly alarmDescription?: string;
  /** Absent means true. */
  readonly actionsEnabled?: boolean;
  readonly oKActions?: readonly string[];
  readonly alarmActions?: readonly string[];
  readonly insufficientDataActions?: readonly string[];
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions?: readonly AlarmDimension[];
  readonly statistic?: string;
  readonly extendedStatistic?: string;
  /** Seconds. */
  readonly period?: number;
  readonly unit?: string;
  /** In place of one metric: queries of which one returns data. */
  readonly metrics?: readonly AlarmQuery[];
  readonly evaluationPeriods?: number;
  /** Absent means all of the evaluation periods. */
  readonly datapointsToAlarm?: number;
  readonly threshold?: number;
  readonly comparisonOperator?: string;
  readonly treatMissingData?: string;
  readonly evaluateLowSampleCountPercentile?: string;
  readonly thresholdMetricID?: string;
  /** In place of metrics, and of all that is said of them. */
  readonly evaluationCriteria?: { readonly promQLCriteria?: PromQLCriteria };
  /** Seconds between two looks; of such an alarm alone. */
  readonly evaluationInterval?: number;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

export type AlarmStateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** The state of an alarm, and why it is that. Times are RFC 3339 with milliseconds. */
export interface AlarmState {
  readonly stateValue: AlarmStateValue;
  readonly stateReason: string;
  /** JSON: what was looked at. */
  readonly stateReasonData?: string;
  readonly stateUpdatedTimestamp: string;
}

export interface MetricAlarm extends Resource {
  readonly apiVersion: "slipway.dev/v1alpha1";
  readonly kind: "MetricAlarm";
  readonly spec: MetricAlarmSpec;
  readonly status?: Partial<AlarmState> & {
    readonly stateTransitionedTimestamp?: string;
    /** The time of the state that was last asked for and taken up. */
    readonly stateTakenUp?: string;
    readonly conditions?: readonly Condition<"Ready">[];
  };
}
