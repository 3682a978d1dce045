using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using QuickStart.Scanning;

namespace QuickStart.Indexing;

/// <summary>Reads the files of one folder as text.</summary>
internal sealed class FileReader(string root)
{
    private static readonly Encoding BigEndianUtf16 = new UnicodeEncoding(bigEndian: true, byteOrderMark: true);

    /// <returns>null: the file is gone, or no longer one to index.</returns>
    /// <exception cref="QuickStartException">The whole folder is gone.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<FileContent?> ReadAsync(string path)
    {
        try
        {
            // Size and time as before the reading: a change during it shows as another time at the next run.
            var file = new FileInfo(Path.Combine(root, path));
            if (file.Exists && FileRules.IsReadable(file.Length))
            {
                var bytes = await File.ReadAllBytesAsync(file.FullName);
                var (text, note) = Decode(bytes);
                return new FileContent(file.Length, file.LastWriteTimeUtc, Convert.ToHexStringLower(SHA256.HashData(bytes)), text, note);
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Gone between the two looks.
        }

        SourceFolder.ThrowIfGone(root);
        return null;
    }

    private static (string Text, string? Note) Decode(byte[] bytes) => bytes switch
    {
        [0xFF, 0xFE, ..] => (Encoding.Unicode.GetString(bytes.AsSpan(2)), null),
        [0xFE, 0xFF, ..] => (BigEndianUtf16.GetString(bytes.AsSpan(2)), null),
        [0xEF, 0xBB, 0xBF, ..] => DecodeUtf8(bytes.AsSpan(3)),
        _ => DecodeUtf8(bytes),
    };

    private static (string Text, string? Note) DecodeUtf8(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
        {
            return ("", "binary: not indexed");
        }

        return (Encoding.UTF8.GetString(bytes), Utf8.IsValid(bytes) ? null : "broken UTF-8: the wrong bytes were replaced");
    }
}
