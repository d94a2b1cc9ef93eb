#!/usr/bin/env bash
# Takes a stage back to an older version of its function (docs/operations.md): deploys the template that CloudFormation
# has, with that version in place of the newest. CloudFormation shifts the traffic as in every deployment, so the alias
# and CodeDeploy agree, and a version that fails the hook takes none. The next deployment goes forward again.
#   bash infra/go-back.sh <stage> <version>
set -euo pipefail
stage=${1:?usage: bash infra/go-back.sh <stage> <version>}
version=${2:?usage: bash infra/go-back.sh <stage> <version>}
[[ $version =~ ^[1-9][0-9]*$ ]] || {
  echo "$version is not the number of a version; aws lambda list-versions-by-function --function-name stitch-$stage lists them" >&2
  exit 2
}
read -r account caller < <(aws sts get-caller-identity --query '[Account,Arn]' --output text)
region=${AWS_REGION:?set AWS_REGION}
partition=$(cut -d: -f2 <<<"$caller")

# Runs a command by a role of the CDK, as a deployment does.
as() {
  local id key token
  read -r id key token < <(aws sts assume-role --role-session-name go-back \
    --role-arn "arn:$partition:iam::$account:role/cdk-hnb659fds-$1-role-$account-$region" \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
  AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$key AWS_SESSION_TOKEN=$token "${@:2}"
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
as deploy aws cloudformation get-template --stack-name "stitch-$stage" --template-stage Original \
  --query TemplateBody --output json >"$folder/now.json"
node -e '
  const { readFileSync } = require("node:fs");
  const template = readFileSync(process.argv[1], "utf8");
  const resources = Object.values(JSON.parse(template).Resources);
  const alias = resources.find(({ Type }) => Type === "AWS::Lambda::Alias");
  const newest = JSON.stringify(alias.Properties.FunctionVersion);
  const compact = JSON.stringify(JSON.parse(template));
  process.stdout.write(compact.replaceAll(newest, JSON.stringify(process.argv[2])));
' "$folder/now.json" "$version" >"$folder/then.json"
object="cdk-hnb659fds-assets-$account-$region/stitch-$stage-version-$version.json"
as file-publishing aws s3 cp --only-show-errors "$folder/then.json" "s3://$object"
as deploy aws cloudformation update-stack --stack-name "stitch-$stage" --template-url "https://s3.$region.amazonaws.com/$object" \
  --capabilities CAPABILITY_IAM CAPABILITY_NAMED_IAM >/dev/null
if ! as deploy aws cloudformation wait stack-update-complete --stack-name "stitch-$stage"; then
  echo "CloudFormation did not go back to version $version, and rolled the stack back to where it was; see its events" >&2
  exit 1
fi
echo "stitch-$stage is on version $version"
