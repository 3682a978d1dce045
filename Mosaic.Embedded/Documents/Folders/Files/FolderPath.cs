using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mosaic.Documents.Folders.Files;

/// <summary>
/// Between collections and ids and the paths of files. A collection is a folder in the root, "." the root itself; an id is the path from
/// there, without the extension. What names of files may not hold on some system is written %XX.
/// </summary>
internal static class FolderPath
{
    public const string RootCollection = ".";

    /// <summary>Bytes of a name, so that with extension and temporary suffix it stays within 255.</summary>
    private const int MaxNameBytes = 200;

    private static readonly SearchValues<char> Unsafe = SearchValues.Create("<>:\"\\|?*%");

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(static i => new[] { $"COM{i}", $"LPT{i}" }), "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³", "CONIN$", "CONOUT$"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The path of a document that has no file yet, from the root and with /.</summary>
    /// <exception cref="InvalidDocumentException">The names lead out of the folder or are reserved.</exception>
    public static string For(string collection, string id, string extension)
    {
        if (IsReserved(collection))
        {
            throw Refused(collection, "names that begin with '$' are the store's own");
        }

        var names = id.Split('/').Select(name => Encode(name, id)).ToList();
        if (collection != RootCollection)
        {
            var folder = Encode(collection, collection);
            names.Insert(0, Decode(folder) == collection ? folder : throw Refused(collection, "it is too long for the name of a folder"));
        }
        else if (names.Count > 1)
        {
            throw Refused(id, "it has a slash, and documents of subfolders belong to their collections");
        }

        return string.Join('/', names) + extension;
    }

    /// <summary>Whether the name of a collection is the store's own.</summary>
    public static bool IsReserved(string collection) => collection is ['$', ..];

    /// <summary>The collection and id that a path says.</summary>
    public static (string Collection, string Id) Parse(string path)
    {
        var stem = path[..^Path.GetExtension(path).Length];
        var slash = stem.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (RootCollection, Decode(stem)) : (Decode(stem[..slash]), string.Join('/', stem[(slash + 1)..].Split('/').Select(Decode)));
    }

    private static string Encode(string name, string whole)
    {
        if (name is "" or "." or "..")
        {
            throw Refused(whole, "a part of it is empty, '.' or '..'");
        }

        if (Reserved.Contains(name.Split('.')[0].TrimEnd()))
        {
            throw Refused(whole, $"'{name}' is a reserved name on Windows");
        }

        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            var isAtEdge = i == 0 || i == name.Length - 1;
            if (letter == '/' || char.IsControl(letter) || Unsafe.Contains(letter) || (isAtEdge && (letter is '.' or ' ')))
            {
                foreach (var part in Encoding.UTF8.GetBytes([letter]))
                {
                    text.Append('%').Append(part.ToString("X2", CultureInfo.InvariantCulture));
                }
            }
            else
            {
                text.Append(letter);
            }
        }

        var encoded = text.ToString();
        return Encoding.UTF8.GetByteCount(encoded) <= MaxNameBytes ? encoded : Shorten(encoded);
    }

    /// <summary>A long name keeps its beginning; its document names its id itself, as far as it can.</summary>
    private static string Shorten(string name)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 12));
        var kept = new StringBuilder();
        var bytes = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxNameBytes / 2)
            {
                break;
            }

            kept.Append(rune);
        }

        return $"{kept}~{hash}";
    }

    private static string Decode(string name) => name.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(name) : name;

    private static InvalidDocumentException Refused(string name, string why) => new($"'{name}' cannot be the name of a file in the folder: {why}.")
    {
        Operation = "write",
        Target = name,
        Hint = "Ids and collections of a folder are paths of files; choose a plain name.",
    };
}
