using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query.Select;

/// <summary>What the documents of a group have in common, in the order that documents are sorted by.</summary>
internal readonly struct GroupKey(byte[][] parts) : IComparable<GroupKey>
{
    private readonly byte[][] parts = parts;

    /// <summary>Missing, null and each scalar make a group of their own; arrays and objects, one for each JSON text.</summary>
    public static GroupKey Of(ReadOnlySpan<byte> json, IReadOnlyList<JsonPath> paths)
    {
        if (paths.Count == 0)
        {
            return default;
        }

        var parts = new byte[paths.Count][];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = SortKey.Extract(json, paths[i]);
            if (paths[i].Find(json) is { Kind: JsonKind.Array or JsonKind.Object } container)
            {
                parts[i] = [.. parts[i], .. container.Text(json)];
            }
        }

        return new GroupKey(parts);
    }

    public int CompareTo(GroupKey other)
    {
        for (var i = 0; i < (parts?.Length ?? 0); i++)
        {
            var order = parts![i].AsSpan().SequenceCompareTo(other.parts[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
