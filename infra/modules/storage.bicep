import { strings } from 'types.bicep'

@description('The storage account: pictures, queues, Tables, models, and the deployed package.')
param name string
param location string
param tags strings

@description('Days after which what a batch or a training has found is deleted.')
param predictionsDays int

// The application creates nothing by itself in Azure. A test compares this list with
// src/storage/names.ts.
var names = loadJsonContent('../storageNames.json')

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in concat(names.containers, names.infrastructureContainers): {
    parent: blobService
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queue in names.queues: {
    parent: queueService
    name: queue
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [
  for table in names.tables: {
    parent: tableService
    name: table
  }
]

// The application deletes pictures in `requests` and notes in `batch-work` itself when they are
// done. These rules remove what it left behind; 30 days are longer than any message is retried.
var lifetimes = [
  { container: 'requests', days: 30 }
  { container: 'batch-work', days: 30 }
  { container: 'predictions', days: predictionsDays }
  { container: 'training-work', days: predictionsDays }
  { container: 'eventgrid-dead-letters', days: 90 }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = {
  parent: account
  name: 'default'
  // Azure refuses a policy while the blob service is being written.
  dependsOn: [blobService]
  properties: {
    policy: {
      rules: [
        for lifetime in lifetimes: {
          name: 'delete-old-${lifetime.container}'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              // Predictions are append blobs.
              blobTypes: ['blockBlob', 'appendBlob']
              prefixMatch: ['${lifetime.container}/']
            }
            actions: {
              baseBlob: { delete: { daysAfterModificationGreaterThan: lifetime.days } }
            }
          }
        }
      ]
    }
  }
}

output blobUri string = account.properties.primaryEndpoints.blob
output queueUri string = account.properties.primaryEndpoints.queue
output tableUri string = account.properties.primaryEndpoints.table
