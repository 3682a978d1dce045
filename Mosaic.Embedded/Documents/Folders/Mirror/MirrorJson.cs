using System.Text.Json.Serialization;

namespace Mosaic.Documents.Folders.Mirror;

[JsonSerializable(typeof(MirrorState))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class MirrorJson : JsonSerializerContext;
