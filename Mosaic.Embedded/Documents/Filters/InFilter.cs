using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>The value at a path is one of several scalars, which are kept in order and once each.</summary>
internal sealed record InFilter : Filter
{
    private readonly JsonScalar[] values;

    public InFilter(JsonPath path, IEnumerable<JsonScalar> values)
    {
        Path = path;
        var sorted = values.ToList();
        sorted.Sort(static (left, right) => left.CompareTo(right));
        var distinct = new List<JsonScalar>(sorted.Count);
        foreach (var value in sorted)
        {
            if (distinct.Count == 0 || !distinct[^1].Equals(value))
            {
                distinct.Add(value);
            }
        }

        this.values = [.. distinct];
    }

    public JsonPath Path { get; }

    public ReadOnlySpan<JsonScalar> Values => values;

    public bool Equals(InFilter? other) =>
        other is not null && Path.Equals(other.Path) && values.AsSpan().SequenceEqual(other.values);

    public override int GetHashCode() => HashCode.Combine(Path, values.Length);
}
