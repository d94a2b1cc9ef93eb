import { type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts a finding of cdk-nag for a construct and its children, for a reason. */
export function accept(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: rule, reason });
}

/** Logical id of a bucket in the template, as findings name it. */
export function bucketLogicalId(bucket: IConstruct): string {
  return Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement);
}
