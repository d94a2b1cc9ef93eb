import { type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts a finding of cdk-nag at a construct and what is below it, for a reason. */
export function accept(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: rule, reason });
}

/** What a bucket is called in the template, as findings name it. */
export function bucketLogicalId(bucket: IConstruct): string {
  return Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement);
}
