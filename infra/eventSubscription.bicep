// Brings uploads to the application. The postdeploy hook deploys it after the code, because the key
// `blobs_extension` exists only once the host has indexed `queueUpload`.

param functionAppName string
param storageAccountName string
param systemTopicName string

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: functionAppName
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageAccountName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: systemTopicName
}

// Read here, the key stays out of shells, logs and the azd environment.
var key = listKeys('${app.id}/host/default', '2024-04-01').systemKeys.blobs_extension

// With a hierarchical namespace a file is created first and filled later, with an event for each.
// These calls are the ones that end a write. PutBlob, PutBlockList and CopyBlob are among them
// because Blob clients, `PUT /api/uploads` included, write to such accounts too.
var completed = ['FlushWithClose', 'SftpCommit', 'PutBlob', 'PutBlockList', 'CopyBlob']

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'uploads'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.queueUpload&code=${key}'
        maxEventsPerBatch: 1
      }
    }
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/uploads/'
      advancedFilters: account.properties.?isHnsEnabled ?? false
        ? [{ operatorType: 'StringIn', key: 'data.api', values: completed }]
        : []
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: {
          resourceId: account.id
          blobContainerName: 'eventgrid-dead-letters'
        }
      }
    }
  }
}
