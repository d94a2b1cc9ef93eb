// The one file that asks CloudFormation.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** What a deployed stage tells of itself (infra/stack.ts), by name. */
export async function stackOutputs(stage: string): Promise<Readonly<Record<string, string>>> {
  const StackName = `stitch-${stage}`;
  const client = new CloudFormationClient({});
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName })).catch((error) => {
    throw new Error(
      `the stack ${StackName} cannot be asked where its buckets are (${error.message}); set AWS_REGION and credentials that may cloudformation:DescribeStacks, or name the places yourself`,
    );
  });
  const outputs = Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}
