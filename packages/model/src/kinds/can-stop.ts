import { awsNames } from "../aws/aws-names.ts";
import { findOperation } from "../aws/lookup.ts";
import type { KindFacts } from "./facts.ts";

/** Whether objects of the kind can be stopped and keep what they have: those that say so, or that AWS's API has a Stop operation for. */
export const canStop = ({ aws, stops }: KindFacts): boolean =>
  stops === true || (aws !== undefined && findOperation(aws.service, awsNames(aws).stop) !== undefined);
