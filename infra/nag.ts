import { Stack, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';

/** Accepts findings of cdk-nag for a construct and its children. @param reasons by rule. */
export function accept(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons))
    Validations.of(construct).acknowledge({ id, reason });
}

/** Accepts a resource with a wildcard in the policies of a construct, for a reason. */
export function acceptWildcard(construct: IConstruct, resource: string, reason: string): void {
  const shown = flattenCfnReference(Stack.of(construct).resolve(resource));
  accept(construct, { [`AwsSolutions-IAM5[Resource::${shown}]`]: reason });
}

/** Statement of a policy that allows actions on resources. */
export interface Permission {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly on: readonly string[];
  /** Conditions. */
  readonly when?: Readonly<Record<string, unknown>>;
  /** Reason of the wildcards in the resources. */
  readonly why?: string;
}

/** Adds statements to the policy of a role. */
export function permit(role: IRole, permissions: readonly Permission[]): void {
  for (const { sid, actions, on, when: conditions, why } of permissions) {
    const statement = { sid, actions: [...actions], resources: [...on], conditions };
    role.addToPrincipalPolicy(new PolicyStatement(statement));
    const wildcards = on.filter((resource) => resource.includes('*'));
    if (why !== undefined) for (const each of wildcards) acceptWildcard(role, each, why);
  }
}
