#!/usr/bin/env bash
# From an empty account to a message, with the smallest stack (infra/minimal/template.yaml). Needs the AWS CLI, version
# 2, with credentials, and AWS_REGION. Running it again updates the stack.
#   bash infra/minimal.sh [folder of clips]
set -euo pipefail
cd "$(dirname "$0")/.."
clips=${1:-fixtures/audios}
: "${AWS_REGION:?set AWS_REGION, as in eu-west-1}"
export AWS_DEFAULT_REGION=$AWS_REGION
stack=stitch-minimal
zip=${STITCH_ZIP:-dist/stitch-lambda.zip} # or a released one
[ -e "$zip" ] || bash setup.sh --quiet

echo "1. a bucket for the zip"
code="stitch-code-$(aws sts get-caller-identity --query Account --output text)-$AWS_REGION"
aws s3api head-bucket --bucket "$code" >/dev/null 2>&1 || aws s3 mb "s3://$code" >/dev/null
key="$(sha256sum "$zip" | cut -c1-16).zip"
aws s3 cp --only-show-errors "$zip" "s3://$code/$key"

echo "2. a token"
token_file=${STITCH_TOKEN_FILE:-stitch-minimal.token}
[ -s "$token_file" ] || (umask 077 && openssl rand -hex 24 >"$token_file")
token=$(cat "$token_file")

echo "3. the stack"
aws cloudformation deploy --stack-name "$stack" --template-file infra/minimal/template.yaml \
  --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --tags stitch-stage=minimal \
  --parameter-overrides "CodeBucket=$code" "CodeKey=$key" "Token=$token" >/dev/null
output() { aws cloudformation describe-stacks --stack-name "$stack" --output text --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"; }

echo "4. the clips of $clips"
aws s3 sync --only-show-errors "$clips" "s3://$(output Clips)"

echo "5. a message"
curl -sS --fail-with-body -X POST "$(output Url)stitch" -H "Authorization: Bearer $token" \
  -H 'Content-Type: application/json' -d '{"message": "hello shreeshail"}'
echo
