using System.Buffers;

namespace Mosaic.Documents.Json;

/// <summary>JSON Merge Patch, RFC 7396, over bytes: what the patch does not name keeps its exact text and its place.</summary>
internal static class MergePatch
{
    /// <summary>Up to this many members are looked up one by one.</summary>
    private const int MaxCompared = 16;

    /// <summary>Applies <paramref name="patch"/> to <paramref name="target"/>; both must have passed <see cref="JsonText.Validate"/>.</summary>
    /// <remarks>A patch that is not an object is the result. Members of an object that is patched are written without
    /// white space between them; new ones come last, in the patch's order.</remarks>
    /// <exception cref="InvalidDocumentException">The result is longer than a document may be.</exception>
    public static byte[] Apply(ReadOnlySpan<byte> target, ReadOnlySpan<byte> patch)
    {
        var output = new ArrayBufferWriter<byte>(target.Length + patch.Length);
        Merge(target, patch, output);
        return output.WrittenCount <= DocumentLimits.MaxBytes ? output.WrittenSpan.ToArray() : throw new InvalidDocumentException(
            $"The patched document would be {output.WrittenCount} bytes long; the most is {DocumentLimits.MaxBytes}.");
    }

    /// <param name="target">One value, or nothing when there is none.</param>
    /// <param name="patch">One value.</param>
    /// <param name="output">Where the merged value is appended.</param>
    private static void Merge(ReadOnlySpan<byte> target, ReadOnlySpan<byte> patch, ArrayBufferWriter<byte> output)
    {
        var patchScanner = new JsonScanner(patch);
        if (patchScanner.Peek() != JsonKind.Object)
        {
            output.Write(patch);
            return;
        }

        var changes = ReadMembers(patch);
        var index = changes.Count > MaxCompared ? IndexByName(patch, changes) : null;
        var applied = new bool[changes.Count];
        var any = false;
        output.Write("{"u8);
        var scanner = new JsonScanner(target);
        if (target.Length > 0 && scanner.Peek() == JsonKind.Object)
        {
            scanner.Enter();
            while (scanner.NextMember(out JsonString name))
            {
                var value = ReadRaw(target, ref scanner);
                var change = Find(patch, changes, index, name);
                if (change < 0)
                {
                    WriteName(name, output, ref any);
                    output.Write(value);
                    continue;
                }

                applied[change] = true;
                if (!changes[change].IsNull)
                {
                    WriteName(name, output, ref any);
                    Merge(value, changes[change].Value(patch), output);
                }
            }
        }

        for (var i = 0; i < changes.Count; i++)
        {
            if (!applied[i] && !changes[i].IsNull)
            {
                WriteName(changes[i].Name.String(patch), output, ref any);
                Merge([], changes[i].Value(patch), output);
            }
        }

        output.Write("}"u8);
    }

    private static List<Member> ReadMembers(ReadOnlySpan<byte> json)
    {
        var members = new List<Member>();
        var scanner = new JsonScanner(json);
        scanner.SkipWhitespace();
        scanner.Enter();
        while (scanner.NextMember(out JsonSlot name))
        {
            var kind = scanner.Peek();
            var start = scanner.Position;
            scanner.ReadValue();
            members.Add(new Member(name, kind == JsonKind.Null, start, scanner.Position));
        }

        return members;
    }

    private static ReadOnlySpan<byte> ReadRaw(ReadOnlySpan<byte> json, ref JsonScanner scanner)
    {
        scanner.SkipWhitespace();
        var start = scanner.Position;
        scanner.ReadValue();
        return json[start..scanner.Position];
    }

    private static int Find(ReadOnlySpan<byte> patch, List<Member> changes, Dictionary<string, int>? index, JsonString name)
    {
        if (index is not null)
        {
            return index.TryGetValue(name.ToString(), out var found) ? found : -1;
        }

        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].Name.String(patch).Equals(name))
            {
                return i;
            }
        }

        return -1;
    }

    private static Dictionary<string, int> IndexByName(ReadOnlySpan<byte> patch, List<Member> changes)
    {
        var index = new Dictionary<string, int>(changes.Count, StringComparer.Ordinal);
        for (var i = 0; i < changes.Count; i++)
        {
            index[changes[i].Name.String(patch).ToString()] = i;
        }

        return index;
    }

    private static void WriteName(JsonString name, ArrayBufferWriter<byte> output, ref bool any)
    {
        output.Write(any ? ",\""u8 : "\""u8);
        output.Write(name.Raw);
        output.Write("\":"u8);
        any = true;
    }

    private readonly record struct Member(JsonSlot Name, bool IsNull, int ValueStart, int ValueEnd)
    {
        public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> json) => json[ValueStart..ValueEnd];
    }
}
