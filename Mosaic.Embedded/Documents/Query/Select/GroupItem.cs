using System.Globalization;
using System.Text;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query.Select;

/// <summary>One thing that a group shows, as far as its documents are added.</summary>
internal sealed class GroupItem(SelectItem item)
{
    private readonly ExactSum sum = new();
    private long count;
    private byte[]? value;
    private byte[]? rank;

    public string Name => item.Name;

    public void Add(ReadOnlySpan<byte> json)
    {
        if (item.Path is null)
        {
            count++;
            return;
        }

        var found = item.Path.Find(json);
        switch (item.Aggregate)
        {
            case Aggregate.Count:
                count += found.Kind is JsonKind.Missing or JsonKind.Null ? 0 : 1;
                break;
            case Aggregate.Sum or Aggregate.Average:
                if (found.Kind == JsonKind.Number)
                {
                    sum.Add(found.Text(json));
                    count++;
                }

                break;
            case Aggregate.Min or Aggregate.Max:
                if (found.IsScalar && found.Kind != JsonKind.Null)
                {
                    Compare(Json.SortKey.Extract(json, item.Path), found, json);
                }

                break;
            default:
                value ??= Raw(found, json);
                break;
        }
    }

    /// <summary>null: nothing is shown.</summary>
    public byte[]? ToJson() => item.Aggregate switch
    {
        null => value,
        Aggregate.Count => Encoding.ASCII.GetBytes(count.ToString(CultureInfo.InvariantCulture)),
        Aggregate.Sum when count > 0 => Encoding.ASCII.GetBytes(sum.ToString()),
        Aggregate.Average when count > 0 => Encoding.ASCII.GetBytes(sum.DividedBy(count)),
        _ => value ?? "null"u8.ToArray(),
    };

    private void Compare(byte[] key, JsonSlot found, ReadOnlySpan<byte> json)
    {
        var order = rank is null ? 0 : key.AsSpan().SequenceCompareTo(rank);
        if (rank is null || (item.Aggregate == Aggregate.Min ? order < 0 : order > 0))
        {
            rank = key;
            value = Raw(found, json);
        }
    }

    private static byte[]? Raw(JsonSlot slot, ReadOnlySpan<byte> json) => JsonSpan.Of(slot) is { } range ? json[range].ToArray() : null;
}
