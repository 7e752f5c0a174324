// Made by `npm run generate` from AWS's service model; do not edit.
import type { CustomResourceDefinition } from "../crd.ts";

export const scalableTargetCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "scalabletargets.applicationautoscaling.services.k8s.aws" },
  spec: {
    group: "applicationautoscaling.services.k8s.aws",
    scope: "Namespaced",
    names: { kind: "ScalableTarget", listKind: "ScalableTargetList", plural: "scalabletargets", singular: "scalabletarget", shortNames: ["sct"] },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "ScalableTarget is the Schema for the ScalableTargets API",
            properties: {
              apiVersion: { type: "string", description: "Group and version of this object's schema." },
              kind: { type: "string", description: "The kind of this object." },
              metadata: { type: "object" },
              spec: {
                type: "object",
                description: "The desired state of the ScalableTarget.",
                required: ["resourceID", "scalableDimension", "serviceNamespace"],
                properties: {
                  maxCapacity: { type: "integer", description: "The maximum value that you plan to scale out to.", format: "int64" },
                  minCapacity: { type: "integer", description: "The minimum value that you plan to scale in to.", format: "int64" },
                  resourceID: { type: "string", description: "The identifier of the resource that is associated with the scalable target." },
                  roleARN: {
                    type: "string",
                    description: "This parameter is required for services that do not support service-linked roles (such as Amazon EMR), and it must specify the ARN of an IAM role that allows Application Auto Scaling to modify the…",
                  },
                  scalableDimension: { type: "string", description: "The scalable dimension associated with the scalable target." },
                  serviceNamespace: { type: "string", description: "The namespace of the Amazon Web Services service that provides the resource." },
                  suspendedState: {
                    type: "object",
                    description: "An embedded object that contains attributes and attribute values that are used to suspend and resume automatic scaling.",
                    properties: {
                      dynamicScalingInSuspended: { type: "boolean", description: "Whether scale in by a target tracking scaling policy or a step scaling policy is suspended." },
                      dynamicScalingOutSuspended: { type: "boolean", description: "Whether scale out by a target tracking scaling policy or a step scaling policy is suspended." },
                      scheduledScalingSuspended: { type: "boolean", description: "Whether scheduled scaling is suspended." },
                    },
                  },
                  tags: { type: "object", description: "Assigns one or more tags to the scalable target.", additionalProperties: { type: "string" } },
                },
              },
              status: {
                type: "object",
                description: "The observed state of the ScalableTarget.",
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
                  creationTime: { type: "string", description: "The Unix timestamp for when the scalable target was created.", format: "date-time" },
                  lastModifiedTime: { type: "string", format: "date-time" },
                  predictedCapacity: { type: "integer", description: "The predicted capacity of the scalable target.", format: "int64" },
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
