namespace Mosaic.Documents.Json;

/// <summary>One step of a path.</summary>
/// <param name="Name">The property's name in UTF-8.</param>
/// <param name="Index">The element, where the step leads into an array; -1 when the name is not a number.</param>
internal readonly record struct PathSegment(byte[] Name, int Index)
{
    /// <summary>Room for any index: 2,147,483,647.</summary>
    private const int MaxIndexDigits = 10;

    public static PathSegment FromName(byte[] name) => new(name, ReadIndex(name));

    private static int ReadIndex(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaxIndexDigits || (name[0] == '0' && name.Length > 1))
        {
            return -1;
        }

        return JsonNumber.TryReadSmall(name, out var index) && index is >= 0 and <= int.MaxValue && name[0] != '-' ? (int)index : -1;
    }
}
