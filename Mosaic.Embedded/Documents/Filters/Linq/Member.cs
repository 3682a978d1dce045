using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>A part of a document as its type has it.</summary>
/// <param name="Names">The path to it.</param>
/// <param name="Type">Its type, before any conversion.</param>
/// <param name="Numbers">How numbers are written there.</param>
/// <param name="Converter">The converter that its property names; null: that of the type.</param>
/// <param name="IsConverted">That converter is not one of the serializer's own.</param>
/// <param name="LeavesOutDefault">It is not written when it has its type's default value.</param>
internal sealed record Member(ImmutableArray<string> Names, Type Type, JsonNumberHandling Numbers, JsonConverter? Converter = null, bool IsConverted = false, bool LeavesOutDefault = false)
{
    /// <summary>Its type, and of a nullable type the one that may be null.</summary>
    public Type Bare => Nullable.GetUnderlyingType(Type) ?? Type;

    public JsonPath Path => JsonPath.FromNames(Names);
}
