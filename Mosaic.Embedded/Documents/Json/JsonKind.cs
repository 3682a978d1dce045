namespace Mosaic.Documents.Json;

/// <summary>What stands at a place in a document. The order is the one that documents are sorted by.</summary>
internal enum JsonKind : byte
{
    Missing,
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}
