namespace Mosaic.Documents.Json;

/// <summary>A document's place in an order by a path: missing, null, false, true, numbers, strings, then arrays and objects, which tie.</summary>
internal static class SortKey
{
    /// <summary>Bytes to compare, of the whole value.</summary>
    /// <param name="json">A document that <see cref="JsonText.Validate"/> accepted.</param>
    /// <param name="path">What to order by.</param>
    public static byte[] Extract(ReadOnlySpan<byte> json, JsonPath path) => Of(path.Find(json), json);

    /// <summary>The same of a value that was found.</summary>
    public static byte[] Of(JsonSlot value, ReadOnlySpan<byte> json) => value.Kind switch
    {
        JsonKind.Missing => [OrderedEncoding.Missing],
        JsonKind.Null => [OrderedEncoding.Null],
        JsonKind.False => [OrderedEncoding.False],
        JsonKind.True => [OrderedEncoding.True],
        JsonKind.Number => OfNumber(value.Text(json)),
        JsonKind.String => OfString(value.String(json)),
        _ => [OrderedEncoding.Container],
    };

    private static byte[] OfNumber(ReadOnlySpan<byte> text)
    {
        var buffer = new byte[1 + JsonNumber.MaxOrderedLength(text.Length)];
        buffer[0] = OrderedEncoding.Number;
        var length = 1 + JsonNumber.Parse(text).WriteOrdered(buffer.AsSpan(1), int.MaxValue, out _);
        return buffer[..length];
    }

    private static byte[] OfString(JsonString text)
    {
        var utf8 = text.Escaped ? text.ToUtf8() : text.Raw;
        var buffer = new byte[1 + utf8.Length + utf8.Count((byte)0) + 2];
        buffer[0] = OrderedEncoding.String;
        OrderedEncoding.WriteString(utf8, buffer.AsSpan(1), int.MaxValue, int.MaxValue, out _);
        return buffer;
    }
}
