namespace Mosaic.Documents.Json;

/// <summary>What an index over a path holds of one document.</summary>
internal static class IndexEntries
{
    /// <summary>A scalar has one key, an array one for each distinct scalar among its elements, marked as an element's;
    /// a missing value, an object and an array of neither have none.</summary>
    /// <param name="json">A document that <see cref="JsonText.Validate"/> accepted.</param>
    /// <param name="path">The path of the index.</param>
    public static IReadOnlyList<IndexKey> Extract(ReadOnlySpan<byte> json, JsonPath path)
    {
        var value = path.Find(json);
        return value.Kind switch
        {
            JsonKind.Missing or JsonKind.Object => [],
            JsonKind.Array => ExtractElements(json, value),
            _ => [IndexKey.FromSlot(value, json, element: false)],
        };
    }

    /// <summary>The values that have a key: one, or of an array any number where long ones were cut to the same.</summary>
    public static List<JsonSlot> Find(ReadOnlySpan<byte> json, JsonPath path, IndexKey key)
    {
        var found = new List<JsonSlot>();
        var value = path.Find(json);
        if (value.IsScalar && IndexKey.FromSlot(value, json, element: false).Equals(key))
        {
            found.Add(value);
        }

        if (value.Kind == JsonKind.Array)
        {
            var scanner = new JsonScanner(json, value.Start);
            scanner.Enter();
            while (scanner.NextElement())
            {
                if (scanner.ReadValue() is { IsScalar: true } element && IndexKey.FromSlot(element, json, element: true).Equals(key))
                {
                    found.Add(element);
                }
            }
        }

        return found;
    }

    private static List<IndexKey> ExtractElements(ReadOnlySpan<byte> json, JsonSlot array)
    {
        var keys = new List<IndexKey>();
        var met = new HashSet<IndexKey>();
        var scanner = new JsonScanner(json, array.Start);
        scanner.Enter();
        while (scanner.NextElement())
        {
            var element = scanner.ReadValue();
            if (element.IsScalar && IndexKey.FromSlot(element, json, element: true) is var key && met.Add(key))
            {
                keys.Add(key);
            }
        }

        return keys;
    }
}
