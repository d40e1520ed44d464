@export()
@description('Tags of resources and app settings are both maps of strings.')
type strings = {
  *: string
}
