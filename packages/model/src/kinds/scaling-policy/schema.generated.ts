// Made by `npm run generate` from AWS's service model; do not edit.
import type { CustomResourceDefinition } from "../crd.ts";

export const scalingPolicyCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "scalingpolicies.applicationautoscaling.services.k8s.aws" },
  spec: {
    group: "applicationautoscaling.services.k8s.aws",
    scope: "Namespaced",
    names: { kind: "ScalingPolicy", listKind: "ScalingPolicyList", plural: "scalingpolicies", singular: "scalingpolicy", shortNames: ["scp"] },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "ScalingPolicy is the Schema for the ScalingPolicys API",
            properties: {
              apiVersion: { type: "string", description: "Group and version of this object's schema." },
              kind: { type: "string", description: "The kind of this object." },
              metadata: { type: "object" },
              spec: {
                type: "object",
                description: "The desired state of the ScalingPolicy.",
                required: ["policyName", "resourceID", "scalableDimension", "serviceNamespace"],
                properties: {
                  policyName: { type: "string", description: "The name of the scaling policy." },
                  policyType: { type: "string", description: "The scaling policy type." },
                  predictiveScalingPolicyConfiguration: {
                    type: "object",
                    description: "The configuration of the predictive scaling policy.",
                    properties: {
                      maxCapacityBreachBehavior: {
                        type: "string",
                        description: "Defines the behavior that should be applied if the forecast capacity approaches or exceeds the maximum capacity.",
                      },
                      maxCapacityBuffer: {
                        type: "integer",
                        description: "The size of the capacity buffer to use when the forecast capacity is close to or exceeds the maximum capacity.",
                        format: "int64",
                      },
                      metricSpecifications: {
                        type: "array",
                        description: "This structure includes the metrics and target utilization to use for predictive scaling.",
                        items: {
                          type: "object",
                          properties: {
                            customizedCapacityMetricSpecification: {
                              type: "object",
                              description: "The customized capacity metric specification.",
                              properties: {
                                metricDataQueries: {
                                  type: "array",
                                  description: "One or more metric data queries to provide data points for a metric specification.",
                                  items: {
                                    type: "object",
                                    properties: {
                                      expression: {
                                        type: "string",
                                        description: "The math expression to perform on the returned data, if this object is performing a math expression.",
                                      },
                                      id: { type: "string", description: "A short name that identifies the object's results in the response." },
                                      label: { type: "string", description: "A human-readable label for this metric or expression." },
                                      metricStat: {
                                        type: "object",
                                        description: "Information about the metric data to return.",
                                        properties: {
                                          metric: {
                                            type: "object",
                                            description: "The CloudWatch metric to return, including the metric name, namespace, and dimensions.",
                                            properties: {
                                              dimensions: {
                                                type: "array",
                                                description: "Describes the dimensions of the metric.",
                                                items: {
                                                  type: "object",
                                                  properties: {
                                                    name: { type: "string", description: "The name of the dimension." },
                                                    value: { type: "string", description: "The value of the dimension." },
                                                  },
                                                },
                                              },
                                              metricName: { type: "string", description: "The name of the metric." },
                                              namespace: { type: "string", description: "The namespace of the metric." },
                                            },
                                          },
                                          stat: { type: "string", description: "The statistic to return." },
                                          unit: { type: "string", description: "The unit to use for the returned data points." },
                                        },
                                      },
                                      returnData: { type: "boolean", description: "Indicates whether to return the timestamps and raw data values of this metric." },
                                    },
                                  },
                                },
                              },
                            },
                            customizedLoadMetricSpecification: {
                              type: "object",
                              description: "The customized load metric specification.",
                              properties: {
                                metricDataQueries: {
                                  type: "array",
                                  description: "One or more metric data queries to provide data points for a metric specification.",
                                  items: {
                                    type: "object",
                                    properties: {
                                      expression: {
                                        type: "string",
                                        description: "The math expression to perform on the returned data, if this object is performing a math expression.",
                                      },
                                      id: { type: "string", description: "A short name that identifies the object's results in the response." },
                                      label: { type: "string", description: "A human-readable label for this metric or expression." },
                                      metricStat: {
                                        type: "object",
                                        description: "Information about the metric data to return.",
                                        properties: {
                                          metric: {
                                            type: "object",
                                            description: "The CloudWatch metric to return, including the metric name, namespace, and dimensions.",
                                            properties: {
                                              dimensions: {
                                                type: "array",
                                                description: "Describes the dimensions of the metric.",
                                                items: {
                                                  type: "object",
                                                  properties: {
                                                    name: { type: "string", description: "The name of the dimension." },
                                                    value: { type: "string", description: "The value of the dimension." },
                                                  },
                                                },
                                              },
                                              metricName: { type: "string", description: "The name of the metric." },
                                              namespace: { type: "string", description: "The namespace of the metric." },
                                            },
                                          },
                                          stat: { type: "string", description: "The statistic to return." },
                                          unit: { type: "string", description: "The unit to use for the returned data points." },
                                        },
                                      },
                                      returnData: { type: "boolean", description: "Indicates whether to return the timestamps and raw data values of this metric." },
                                    },
                                  },
                                },
                              },
                            },
                            customizedScalingMetricSpecification: {
                              type: "object",
                              description: "The customized scaling metric specification.",
                              properties: {
                                metricDataQueries: {
                                  type: "array",
                                  description: "One or more metric data queries to provide data points for a metric specification.",
                                  items: {
                                    type: "object",
                                    properties: {
                                      expression: {
                                        type: "string",
                                        description: "The math expression to perform on the returned data, if this object is performing a math expression.",
                                      },
                                      id: { type: "string", description: "A short name that identifies the object's results in the response." },
                                      label: { type: "string", description: "A human-readable label for this metric or expression." },
                                      metricStat: {
                                        type: "object",
                                        description: "Information about the metric data to return.",
                                        properties: {
                                          metric: {
                                            type: "object",
                                            description: "The CloudWatch metric to return, including the metric name, namespace, and dimensions.",
                                            properties: {
                                              dimensions: {
                                                type: "array",
                                                description: "Describes the dimensions of the metric.",
                                                items: {
                                                  type: "object",
                                                  properties: {
                                                    name: { type: "string", description: "The name of the dimension." },
                                                    value: { type: "string", description: "The value of the dimension." },
                                                  },
                                                },
                                              },
                                              metricName: { type: "string", description: "The name of the metric." },
                                              namespace: { type: "string", description: "The namespace of the metric." },
                                            },
                                          },
                                          stat: { type: "string", description: "The statistic to return." },
                                          unit: { type: "string", description: "The unit to use for the returned data points." },
                                        },
                                      },
                                      returnData: { type: "boolean", description: "Indicates whether to return the timestamps and raw data values of this metric." },
                                    },
                                  },
                                },
                              },
                            },
                            predefinedLoadMetricSpecification: {
                              type: "object",
                              description: "The predefined load metric specification.",
                              properties: {
                                predefinedMetricType: { type: "string", description: "The metric type." },
                                resourceLabel: { type: "string", description: "A label that uniquely identifies a target group." },
                              },
                            },
                            predefinedMetricPairSpecification: {
                              type: "object",
                              description: "The predefined metric pair specification that determines the appropriate scaling metric and load metric to use.",
                              properties: {
                                predefinedMetricType: { type: "string", description: "Indicates which metrics to use." },
                                resourceLabel: {
                                  type: "string",
                                  description: "A label that uniquely identifies a specific target group from which to determine the total and average request count.",
                                },
                              },
                            },
                            predefinedScalingMetricSpecification: {
                              type: "object",
                              description: "The predefined scaling metric specification.",
                              properties: {
                                predefinedMetricType: { type: "string", description: "The metric type." },
                                resourceLabel: {
                                  type: "string",
                                  description: "A label that uniquely identifies a specific target group from which to determine the average request count.",
                                },
                              },
                            },
                            targetValue: { type: "number", description: "Specifies the target utilization." },
                          },
                        },
                      },
                      mode: { type: "string", description: "The predictive scaling mode." },
                      schedulingBufferTime: { type: "integer", description: "The amount of time, in seconds, that the start time can be advanced.", format: "int64" },
                    },
                  },
                  resourceID: { type: "string", description: "The identifier of the resource associated with the scaling policy." },
                  scalableDimension: { type: "string", description: "The scalable dimension." },
                  serviceNamespace: { type: "string", description: "The namespace of the Amazon Web Services service that provides the resource." },
                  stepScalingPolicyConfiguration: {
                    type: "object",
                    description: "A step scaling policy.",
                    properties: {
                      adjustmentType: {
                        type: "string",
                        description: "Specifies how the ScalingAdjustment value in a StepAdjustment is interpreted (for example, an absolute number or a percentage).",
                      },
                      cooldown: {
                        type: "integer",
                        description: "The amount of time, in seconds, to wait for a previous scaling activity to take effect.",
                        format: "int64",
                      },
                      metricAggregationType: { type: "string", description: "The aggregation type for the CloudWatch metrics." },
                      minAdjustmentMagnitude: { type: "integer", description: "The minimum value to scale by when the adjustment type is PercentChangeInCapacity.", format: "int64" },
                      stepAdjustments: {
                        type: "array",
                        description: "A set of adjustments that enable you to scale based on the size of the alarm breach.",
                        items: {
                          type: "object",
                          properties: {
                            metricIntervalLowerBound: { type: "number", description: "The lower bound for the difference between the alarm threshold and the CloudWatch metric." },
                            metricIntervalUpperBound: { type: "number", description: "The upper bound for the difference between the alarm threshold and the CloudWatch metric." },
                            scalingAdjustment: { type: "integer", description: "The amount by which to scale, based on the specified adjustment type.", format: "int64" },
                          },
                        },
                      },
                    },
                  },
                  targetTrackingScalingPolicyConfiguration: {
                    type: "object",
                    description: "A target tracking scaling policy.",
                    properties: {
                      customizedMetricSpecification: {
                        type: "object",
                        description: "A customized metric.",
                        properties: {
                          dimensions: {
                            type: "array",
                            description: "The dimensions of the metric.",
                            items: {
                              type: "object",
                              properties: {
                                name: { type: "string", description: "The name of the dimension." },
                                value: { type: "string", description: "The value of the dimension." },
                              },
                            },
                          },
                          metricName: { type: "string", description: "The name of the metric." },
                          metrics: {
                            type: "array",
                            description: "The metrics to include in the target tracking scaling policy, as a metric data query.",
                            items: {
                              type: "object",
                              properties: {
                                expression: {
                                  type: "string",
                                  description: "The math expression to perform on the returned data, if this object is performing a math expression.",
                                },
                                id: { type: "string", description: "A short name that identifies the object's results in the response." },
                                label: { type: "string", description: "A human-readable label for this metric or expression." },
                                metricStat: {
                                  type: "object",
                                  description: "Information about the metric data to return.",
                                  properties: {
                                    metric: {
                                      type: "object",
                                      description: "The CloudWatch metric to return, including the metric name, namespace, and dimensions.",
                                      properties: {
                                        dimensions: {
                                          type: "array",
                                          description: "The dimensions for the metric.",
                                          items: {
                                            type: "object",
                                            properties: {
                                              name: { type: "string", description: "The name of the dimension." },
                                              value: { type: "string", description: "The value of the dimension." },
                                            },
                                          },
                                        },
                                        metricName: { type: "string", description: "The name of the metric." },
                                        namespace: { type: "string", description: "The namespace of the metric." },
                                      },
                                    },
                                    stat: { type: "string", description: "The statistic to return." },
                                    unit: { type: "string", description: "The unit to use for the returned data points." },
                                  },
                                },
                                returnData: { type: "boolean", description: "Indicates whether to return the timestamps and raw data values of this metric." },
                              },
                            },
                          },
                          namespace: { type: "string", description: "The namespace of the metric." },
                          statistic: { type: "string", description: "The statistic of the metric." },
                          unit: { type: "string", description: "The unit of the metric." },
                        },
                      },
                      disableScaleIn: { type: "boolean", description: "Indicates whether scale in by the target tracking scaling policy is disabled." },
                      predefinedMetricSpecification: {
                        type: "object",
                        description: "A predefined metric.",
                        properties: {
                          predefinedMetricType: { type: "string", description: "The metric type." },
                          resourceLabel: { type: "string", description: "Identifies the resource associated with the metric type." },
                        },
                      },
                      scaleInCooldown: {
                        type: "integer",
                        description: "The amount of time, in seconds, after a scale-in activity completes before another scale-in activity can start.",
                        format: "int64",
                      },
                      scaleOutCooldown: {
                        type: "integer",
                        description: "The amount of time, in seconds, to wait for a previous scale-out activity to take effect.",
                        format: "int64",
                      },
                      targetValue: { type: "number", description: "The target value for the metric." },
                    },
                  },
                },
              },
              status: {
                type: "object",
                description: "The observed state of the ScalingPolicy.",
                properties: {
                  ackResourceMetadata: {
                    type: "object",
                    description: "Which AWS resource this object stands for.",
                    required: ["ownerAccountID", "region"],
                    properties: {
                      arn: { type: "string", description: "The resource's Amazon Resource Name." },
                      ownerAccountID: { type: "string", description: "The account that owns the resource." },
                      partition: { type: "string", description: "The partition of the resource's region." },
                      region: { type: "string", description: "The region of the resource." },
                    },
                  },
                  conditions: {
                    type: "array",
                    description: "What is known of the object, one entry a type.",
                    items: {
                      type: "object",
                      required: ["status", "type"],
                      properties: {
                        lastTransitionTime: { type: "string", format: "date-time", description: "When the status changed last." },
                        message: { type: "string", description: "The details, for people." },
                        observedGeneration: { type: "integer", format: "int64", description: "The generation that was looked at." },
                        reason: { type: "string", description: "The cause, in one word." },
                        status: { type: "string", description: "True, False or Unknown." },
                        type: { type: "string", description: "What the condition is about." },
                      },
                    },
                  },
                  slipway: { type: "object", description: "What Slipway adds: where the work runs and what it waits for.", "x-kubernetes-preserve-unknown-fields": true },
                  alarms: {
                    type: "array",
                    description: "The CloudWatch alarms associated with the scaling policy.",
                    items: {
                      type: "object",
                      properties: {
                        alarmARN: { type: "string", description: "The Amazon Resource Name (ARN) of the alarm." },
                        alarmName: { type: "string", description: "The name of the alarm." },
                      },
                    },
                  },
                  creationTime: { type: "string", description: "The Unix timestamp for when the scaling policy was created.", format: "date-time" },
                  lastModifiedTime: { type: "string", format: "date-time" },
                },
              },
            },
          },
        },
        subresources: { status: {} },
      },
    ],
  },
};
