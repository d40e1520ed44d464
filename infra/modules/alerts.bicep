import { strings } from 'types.bicep'

@description('Tells people when work is given up on, fails, or does not move.')
param applicationInsightsId string
param location string
param tags strings

@description('Who is told by e-mail. Where it is empty, alerts show in the portal only.')
param email string

// Metrics and their dimensions: docs/telemetry.md.
var alerts = [
  {
    name: 'dead-letters'
    title: 'Messages were given up on'
    severity: 2
    query: '''
customMetrics
| where name == 'classifier.dead_letters'
| summarize letters = sum(valueSum)
| where letters > 0
'''
  }
  {
    // Single broken files are their senders' affair, so a share and a number have to be exceeded.
    name: 'failed-pictures'
    title: 'More than a tenth of the pictures failed, and at least ten'
    severity: 2
    query: '''
customMetrics
| where name == 'classifier.pictures'
| extend failedPictures = iff(tostring(customDimensions['outcome']) == 'failed', todouble(valueSum), 0.0)
| summarize failed = sum(failedPictures), pictures = sum(valueSum)
| where failed >= 10 and failed > 0.1 * pictures
'''
  }
  {
    name: 'stuck-uploads'
    title: 'Uploads have been queued for more than 15 minutes'
    severity: 1
    query: '''
customMetrics
| where name == 'classifier.uploads.stuck'
| summarize stuck = max(valueMax)
| where stuck > 0
'''
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'operators'
    enabled: true
    emailReceivers: [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in alerts: {
    name: alert.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      severity: alert.severity
      enabled: true
      scopes: [applicationInsightsId]
      // Each rule is paid by how often it is evaluated.
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      autoMitigate: true
      // The tables of a workspace that was made a moment ago cannot be resolved yet.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(email) ? [] : [people.id] }
    }
  }
]
