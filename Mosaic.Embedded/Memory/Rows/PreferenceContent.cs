namespace Mosaic.Memory.Rows;

/// <summary>A preference's row, without what its key says.</summary>
/// <param name="Category">What it belongs to.</param>
/// <param name="Value">The value's exact JSON.</param>
internal sealed record PreferenceContent(string? Category, ReadOnlyMemory<byte> Value)
{
    /// <exception cref="InvalidDocumentException">Too large for one row.</exception>
    public byte[] Encode(string key) => MemoryJson.Write(
        writer =>
        {
            if (Category is not null)
            {
                writer.WriteString("category"u8, Category);
            }

            writer.Raw("value"u8, Value);
        },
        key);

    public static PreferenceContent Decode(ReadOnlyMemory<byte> json)
    {
        var content = new PreferenceContent(null, default);
        var reader = MemoryJson.Reader(json);
        while (MemoryJson.NextMember(ref reader, out var name))
        {
            content = name switch
            {
                _ when name.SequenceEqual("category"u8) => content with { Category = reader.GetString() },
                _ when name.SequenceEqual("value"u8) => content with { Value = MemoryJson.Value(ref reader, json) },
                _ => content,
            };
            reader.Skip();
        }

        return content;
    }
}
