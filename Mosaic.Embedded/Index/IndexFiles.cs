using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Mosaic.Index;

/// <summary>The index folder as files, without loading Lucene.</summary>
internal static class IndexFiles
{
    private const int FooterBytes = 16;
    private const int FooterMagic = ~0x3fd76c17;
    private const int ReadBytes = 1 << 20;
    private const string CommitPrefix = "segments_";

    /// <summary>
    /// The mark in the newest commit, which stands in its file as text; null when there is none. The file's checksum is not
    /// verified: opening the index does that.
    /// </summary>
    public static IndexMark? PeekMark(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                return null;
            }

            var newest = Directory.EnumerateFiles(folder, CommitPrefix + "*")
                .OrderByDescending(static file => file.Length).ThenByDescending(static file => file, StringComparer.Ordinal).FirstOrDefault();
            if (newest is null)
            {
                return null;
            }

            var text = Encoding.Latin1.GetString(File.ReadAllBytes(newest));
            var name = text.LastIndexOf(IndexMark.Name, StringComparison.Ordinal);
            // Between the name and its value there is only the value's length, one byte.
            return name >= 0 && name + IndexMark.Name.Length + 1 is var start && start < text.Length && IndexMark.TryParse(text.AsSpan(start), out var mark)
                ? mark
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Verifies what Lucene itself does not when it opens an index: the checksum at the end of each file.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static void Verify(string folder)
    {
        var buffer = new byte[ReadBytes];
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var length = RandomAccess.GetLength(file);
            if (Path.GetFileName(path).StartsWith("segments", StringComparison.Ordinal))
            {
                continue; // these end otherwise, and are verified when they are read
            }

            if (length < FooterBytes || ReadFooter(file, length) is not { } expected || Checksum(file, length - sizeof(long), buffer) != expected)
            {
                throw new InvalidDataException($"The index file '{path}' is damaged.");
            }
        }
    }

    /// <summary>Makes the folder empty, whatever it was.</summary>
    public static void Clear(string folder)
    {
        if (File.Exists(folder))
        {
            File.Delete(folder);
        }

        // The folder itself stays: it may be a link to another disk.
        foreach (var entry in Directory.CreateDirectory(folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo inner)
            {
                inner.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    private static long? ReadFooter(Microsoft.Win32.SafeHandles.SafeFileHandle file, long length)
    {
        Span<byte> footer = stackalloc byte[FooterBytes];
        RandomAccess.Read(file, footer, length - FooterBytes);
        return BinaryPrimitives.ReadInt32BigEndian(footer) == FooterMagic && BinaryPrimitives.ReadInt32BigEndian(footer[4..]) == 0
            ? BinaryPrimitives.ReadInt64BigEndian(footer[8..])
            : null;
    }

    private static long Checksum(Microsoft.Win32.SafeHandles.SafeFileHandle file, long length, byte[] buffer)
    {
        var crc = new Crc32();
        for (var position = 0L; position < length;)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - position)), position);
            if (read == 0)
            {
                return -1;
            }

            crc.Append(buffer.AsSpan(0, read));
            position += read;
        }

        return crc.GetCurrentHashAsUInt32();
    }
}
