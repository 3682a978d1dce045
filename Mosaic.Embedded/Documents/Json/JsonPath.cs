namespace Mosaic.Documents.Json;

/// <summary>A place in a document: names joined by dots, an element of an array by its number (<c>tags.0</c>).</summary>
/// <remarks>A backslash takes the next character as it is: <c>a\.b</c> is the one name "a.b". In an array a number is
/// an element, counted from 0 and without leading zeros; in an object it is a name like any other. <c>$</c> alone is the
/// value itself.</remarks>
internal sealed class JsonPath : IEquatable<JsonPath>
{
    /// <summary>The text of the path to the value itself; <c>\$</c> is the name.</summary>
    public const string SelfText = "$";

    /// <summary>The path to the value itself.</summary>
    public static readonly JsonPath Self = new(SelfText, []);

    private readonly PathSegment[] segments;

    private JsonPath(string text, PathSegment[] segments)
    {
        Text = text;
        this.segments = segments;
    }

    /// <summary>The path as it was written.</summary>
    public string Text { get; }

    public ReadOnlySpan<PathSegment> Segments => segments;

    /// <exception cref="ArgumentException">The path is empty, has an empty name, is too long or too deep, ends in a
    /// backslash, or is not expressible in UTF-8.</exception>
    public static JsonPath Parse(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path == SelfText)
        {
            return Self;
        }

        if (!StrictUtf8.TryGetBytes(path, out var utf8))
        {
            throw new ArgumentException("The path holds a surrogate without its partner.", nameof(path));
        }

        if (utf8.Length > DocumentLimits.MaxPathBytes)
        {
            throw new ArgumentException($"The path is {utf8.Length} bytes long in UTF-8; the most is {DocumentLimits.MaxPathBytes}.", nameof(path));
        }

        var segments = new List<PathSegment>();
        var name = new List<byte>(utf8.Length);
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == '.')
            {
                segments.Add(Close(name, path));
            }
            else
            {
                i += utf8[i] == '\\' ? 1 : 0;
                name.Add(i < utf8.Length ? utf8[i] : throw new ArgumentException($"The path '{path}' ends in a backslash.", nameof(path)));
            }
        }

        segments.Add(Close(name, path));
        return segments.Count <= DocumentLimits.MaxDepth
            ? new JsonPath(path, [.. segments])
            : throw new ArgumentException($"The path has {segments.Count} names; the most is {DocumentLimits.MaxDepth}.", nameof(path));
    }

    /// <summary>The path of names, each taken as it is; of none, the value itself.</summary>
    /// <exception cref="ArgumentException">See <see cref="Parse"/>.</exception>
    public static JsonPath FromNames(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? Self : Parse(names.Count == 1 && names.First() == SelfText ? $"\\{SelfText}" : string.Join('.', names.Select(Escape)));

    /// <summary>The value at the path; <see cref="JsonKind.Missing"/> when there is none.</summary>
    public JsonSlot Find(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json);
        foreach (var segment in segments)
        {
            var found = scanner.Peek() switch
            {
                JsonKind.Object => FindMember(ref scanner, segment.Name),
                JsonKind.Array when segment.Index >= 0 => FindElement(ref scanner, segment.Index),
                _ => false,
            };
            if (!found)
            {
                return default;
            }
        }

        return scanner.ReadValue();
    }

    public bool Equals(JsonPath? other)
    {
        if (other is null || other.segments.Length != segments.Length)
        {
            return false;
        }

        for (var i = 0; i < segments.Length; i++)
        {
            if (!segments[i].Name.AsSpan().SequenceEqual(other.segments[i].Name))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as JsonPath);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var segment in segments)
        {
            hash.AddBytes(segment.Name);
            hash.Add(segment.Name.Length);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => Text;

    private static string Escape(string name) =>
        name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(".", "\\.", StringComparison.Ordinal);

    private static PathSegment Close(List<byte> name, string path)
    {
        if (name.Count == 0)
        {
            throw new ArgumentException($"The path '{path}' has an empty name.", nameof(path));
        }

        var segment = PathSegment.FromName([.. name]);
        name.Clear();
        return segment;
    }

    private static bool FindMember(ref JsonScanner scanner, ReadOnlySpan<byte> wanted)
    {
        scanner.Enter();
        while (scanner.NextMember(out JsonString name))
        {
            if (name.Equals(wanted))
            {
                return true;
            }

            scanner.ReadValue();
        }

        return false;
    }

    private static bool FindElement(ref JsonScanner scanner, int index)
    {
        scanner.Enter();
        while (scanner.NextElement())
        {
            if (index-- == 0)
            {
                return true;
            }

            scanner.ReadValue();
        }

        return false;
    }
}
