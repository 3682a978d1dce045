using System.Text.Json.Serialization;

namespace Mosaic.Documents.Folders.Mirror;

[JsonSerializable(typeof(MirrorState))]
internal sealed partial class MirrorJson : JsonSerializerContext;
