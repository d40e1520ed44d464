#!/bin/sh
# Subscribes the function app to the events of its storage account. azd runs it after each
# deployment and passes its environment; an existing subscription is brought up to date.
set -eu

: "${AZURE_RESOURCE_GROUP:?run it with azd, or set it}"
: "${AZURE_FUNCTION_APP_NAME:?run it with azd, or set it}"
: "${AZURE_STORAGE_ACCOUNT_NAME:?run it with azd, or set it}"
: "${EVENT_GRID_TOPIC_NAME:?run it with azd, or set it}"
attempts=${SUBSCRIBE_ATTEMPTS:-20}
pause=${SUBSCRIBE_PAUSE_SECONDS:-15}
infra=$(cd "$(dirname "$0")/.." && pwd)

if ! command -v az > /dev/null; then
  echo "The Azure CLI (az) is needed for the Event Grid subscription: https://aka.ms/azure-cli" >&2
  exit 1
fi
if [ -n "${AZURE_SUBSCRIPTION_ID:-}" ]; then
  subscription="--subscription $AZURE_SUBSCRIPTION_ID"
else
  subscription=""
fi
# A subscription's id has no spaces, so it may be split into words.
# shellcheck disable=SC2086
if ! az account show $subscription --output none; then
  echo "The Azure CLI cannot reach the subscription. Say 'az login', then 'azd hooks run postdeploy'." >&2
  exit 1
fi

# The key exists only once the host has started and found the function queueUpload.
# shellcheck disable=SC2086
has_key() {
  [ "$(az functionapp keys list --name "$AZURE_FUNCTION_APP_NAME" \
    --resource-group "$AZURE_RESOURCE_GROUP" $subscription \
    --query "systemKeys.blobs_extension != null" --output tsv 2> "$errors")" = true ]
}

# shellcheck disable=SC2086
subscribe() {
  az deployment group create --name uploads-subscription \
    --resource-group "$AZURE_RESOURCE_GROUP" $subscription \
    --template-file "$infra/eventSubscription.bicep" \
    --parameters functionAppName="$AZURE_FUNCTION_APP_NAME" \
    storageAccountName="$AZURE_STORAGE_ACCOUNT_NAME" \
    systemTopicName="$EVENT_GRID_TOPIC_NAME" \
    --output none 2> "$errors"
}

errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
attempt=1
while [ "$attempt" -le "$attempts" ]; do
  if ! has_key; then
    waiting="the key blobs_extension does not exist yet"
  elif subscribe; then
    echo "Pictures in the container 'uploads' of $AZURE_STORAGE_ACCOUNT_NAME are classified from now on."
    exit 0
  else
    waiting="Azure has not accepted the subscription yet"
  fi
  echo "Waiting for the function app ($attempt of $attempts): $waiting"
  [ "$attempt" -eq "$attempts" ] || sleep "$pause"
  attempt=$((attempt + 1))
done

cat "$errors" >&2
cat >&2 << 'END'
The app is deployed and answers over HTTP, but uploads are not classified: their Event Grid
subscription could not be created. See in the portal whether the app lists the function queueUpload,
then try again with: azd hooks run postdeploy
END
exit 1
