using Mosaic.Documents.Json;
using Mosaic.Documents.Query.Text;

namespace Mosaic.Documents.Query.Select;

/// <summary>What a query shows of each document or group.</summary>
/// <param name="Aggregate">null: the value at the path.</param>
/// <param name="Path">null: of COUNT(*).</param>
/// <param name="Name">The property's name in the answer.</param>
/// <param name="Token">Where it stands in the text.</param>
internal sealed record SelectItem(Aggregate? Aggregate, JsonPath? Path, string Name, Token Token)
{
    /// <summary>The text names it, with AS.</summary>
    public bool IsNamed { get; init; }
}
