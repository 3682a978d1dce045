using System.Text.Json.Serialization;

namespace Mosaic.Documents.Catalog;

[JsonSerializable(typeof(CollectionInfo))]
internal sealed partial class CatalogJson : JsonSerializerContext;
