# Subscribes the function app to the events of its storage account. azd runs it after each
# deployment and passes its environment; an existing subscription is brought up to date.
$ErrorActionPreference = 'Stop'
# The exit code of az decides; what it writes to stderr must not end the script.
$PSNativeCommandUseErrorActionPreference = $false

foreach ($name in 'AZURE_RESOURCE_GROUP', 'AZURE_FUNCTION_APP_NAME', 'AZURE_STORAGE_ACCOUNT_NAME', 'EVENT_GRID_TOPIC_NAME') {
    if (-not [Environment]::GetEnvironmentVariable($name)) { throw "${name}: run this script with azd, or set it" }
}
$attempts = if ($env:SUBSCRIBE_ATTEMPTS) { [int]$env:SUBSCRIBE_ATTEMPTS } else { 20 }
$pause = if ($env:SUBSCRIBE_PAUSE_SECONDS) { [int]$env:SUBSCRIBE_PAUSE_SECONDS } else { 15 }
$template = Join-Path $PSScriptRoot '../eventSubscription.bicep'

if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
    throw 'The Azure CLI (az) is needed for the Event Grid subscription: https://aka.ms/azure-cli'
}
$subscription = if ($env:AZURE_SUBSCRIPTION_ID) { @('--subscription', $env:AZURE_SUBSCRIPTION_ID) } else { @() }
az account show @subscription --output none
if ($LASTEXITCODE -ne 0) {
    throw "The Azure CLI cannot reach the subscription. Say 'az login', then 'azd hooks run postdeploy'."
}

$errors = New-TemporaryFile
try {
    for ($attempt = 1; $attempt -le $attempts; $attempt++) {
        # The key exists only once the host has started and found the function queueUpload.
        $hasKey = az functionapp keys list --name $env:AZURE_FUNCTION_APP_NAME `
            --resource-group $env:AZURE_RESOURCE_GROUP @subscription `
            --query 'systemKeys.blobs_extension != null' --output tsv 2> $errors
        if ($hasKey -ne 'true') {
            $waiting = 'the key blobs_extension does not exist yet'
        }
        else {
            az deployment group create --name uploads-subscription `
                --resource-group $env:AZURE_RESOURCE_GROUP @subscription `
                --template-file $template `
                --parameters functionAppName=$env:AZURE_FUNCTION_APP_NAME `
                storageAccountName=$env:AZURE_STORAGE_ACCOUNT_NAME `
                systemTopicName=$env:EVENT_GRID_TOPIC_NAME `
                --output none 2> $errors
            if ($LASTEXITCODE -eq 0) {
                Write-Host "Pictures in the container 'uploads' of $env:AZURE_STORAGE_ACCOUNT_NAME are classified from now on."
                exit 0
            }
            $waiting = 'Azure has not accepted the subscription yet'
        }
        Write-Host "Waiting for the function app ($attempt of $attempts): $waiting"
        if ($attempt -lt $attempts) { Start-Sleep -Seconds $pause }
    }
    Get-Content $errors
}
finally {
    Remove-Item $errors
}
Write-Host @'
The app is deployed and answers over HTTP, but uploads are not classified: their Event Grid
subscription could not be created. See in the portal whether the app lists the function queueUpload,
then try again with: azd hooks run postdeploy
'@
exit 1
