#!/usr/bin/env bash
# Runs the smoke test on a deployed stage, with the stage's API key, if it has one. Stages with tokens need STITCH_TOKEN.
#   bash infra/try-stage.sh <stage> [options of npm run smoke]
set -euo pipefail
cd "$(dirname "$0")/.."
stage=${1:?usage: bash infra/try-stage.sh <stage>}
if [ -z "${STITCH_API_KEY:-}" ]; then
  key=$(aws apigateway get-api-keys --name-query "stitch-$stage" --include-values --query "items[?name=='stitch-$stage'].value | [0]" --output text)
  if [ "$key" != None ]; then
    [ -z "${GITHUB_ACTIONS:-}" ] || echo "::add-mask::$key"
    export STITCH_API_KEY=$key
  fi
fi
npm run --silent smoke -- --stage "$stage" "${@:2}"
