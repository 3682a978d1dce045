using System.Text.Json.Serialization;

namespace Mosaic.Documents.Folders.Files;

[JsonSerializable(typeof(FileState))]
internal sealed partial class FolderJson : JsonSerializerContext;
