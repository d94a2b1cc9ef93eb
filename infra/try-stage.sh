#!/usr/bin/env bash
# Runs the smoke test on a deployed stage, with the stage's API key, if it has one. Stages with tokens need STITCH_TOKEN.
#   bash infra/try-stage.sh <stage> [options of npm run smoke]
set -euo pipefail
cd "$(dirname "$0")/.."
stage=${1:?usage: bash infra/try-stage.sh <stage>}
if [ -z "${STITCH_API_KEY:-}" ]; then
  id=$(aws cloudformation describe-stacks --stack-name "stitch-$stage" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='ApiKeyId'].OutputValue | [0]")
  if [ "$id" != None ]; then
    STITCH_API_KEY=$(aws apigateway get-api-key --api-key "$id" --include-value --query value --output text)
    [ -z "${GITHUB_ACTIONS:-}" ] || echo "::add-mask::$STITCH_API_KEY"
    export STITCH_API_KEY
  fi
fi
npm run --silent smoke -- --stage "$stage" "${@:2}"
