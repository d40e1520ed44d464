import { strings } from 'types.bicep'
import { commonSettings, identityOfApp, storageOfApp } from 'appSettings.bicep'

@description('The function app on an App Service plan, which is always on and has a fixed price.')
param name string
param planName string
param location string
param tags strings
param identity identityOfApp
param storage storageOfApp
param applicationInsightsName string
param callbackKeyUri string
param modelUri string

@description('Instances of the plan.')
param instances int

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

// Unlike Elastic Premium (EP1) this plan has no content share, which would need a storage key.
resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'linux'
  sku: { name: 'P0v3', tier: 'Premium0V3', capacity: instances }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  // azd finds the app by this tag.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    siteConfig: {
      linuxFxVersion: 'NODE|22'
      // Queues and Event Grid wake no app that sleeps on this plan.
      alwaysOn: true
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      healthCheckPath: '/api/health'
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      commonSettings(
        storage,
        identity,
        insights.properties.ConnectionString,
        callbackKeyUri,
        modelUri
      ),
      {
        // P0v3 has one core and 4 GB.
        INFERENCE_THREADS: '1'
        FUNCTIONS_EXTENSION_VERSION: '~4'
        FUNCTIONS_WORKER_RUNTIME: 'node'
        WEBSITE_RUN_FROM_PACKAGE: '1'
        // The package is complete, so nothing is built in Azure.
        SCM_DO_BUILD_DURING_DEPLOYMENT: 'false'
        ENABLE_ORYX_BUILD: 'false'
      }
    )
  }

  resource ftpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output url string = 'https://${app.properties.defaultHostName}'
