using System.Buffers;
using System.Text.Json;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query.Select;

/// <summary>The documents of a group, added up.</summary>
internal sealed class Group(SelectStatement statement)
{
    private readonly GroupItem[] items = [.. statement.Items.Select(static item => new GroupItem(item))];

    public void Add(ReadOnlySpan<byte> json)
    {
        foreach (var item in items)
        {
            item.Add(json);
        }
    }

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var item in items)
            {
                if (item.ToJson() is { } value)
                {
                    writer.WritePropertyName(item.Name);
                    writer.WriteRawValue(value, skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
