// The one file that asks CloudFormation.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** Fetches the outputs of a deployed stage (infra/stack.ts), by name. */
export async function stackOutputs(stage: string): Promise<Readonly<Record<string, string>>> {
  const StackName = `stitch-${stage}`;
  const client = new CloudFormationClient({});
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName })).catch((error) => {
    throw new Error(
      `the outputs of the stack ${StackName} cannot be read (${error.message}); set AWS_REGION and credentials with cloudformation:DescribeStacks, or give the buckets yourself`,
    );
  });
  const outputs = Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}
