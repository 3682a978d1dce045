using System.Buffers.Binary;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Rows;

/// <summary>
/// Row keys of vectors that the store makes. There are two slots: one is searched while the other is filled with the vectors of the
/// next model.
/// </summary>
internal static class VectorKeys
{
    public const byte Slots = 2;

    private const int Prefix = 2;

    /// <summary>Where the follower of texts stands.</summary>
    public static byte[] Mark { get; } = Keys.Of(RowTable.VectorMark);

    /// <summary>A text that the embedder refused. These stand behind the mark.</summary>
    public static byte[] Refused(ReadOnlySpan<byte> text) => Keys.Of(RowTable.VectorMark, text);

    /// <summary>The key of the text that was refused; empty: it is the mark.</summary>
    public static ReadOnlySpan<byte> RefusedText(ReadOnlySpan<byte> refused) => refused[1..];

    public static byte[] Vector(byte slot, ReadOnlySpan<byte> text)
    {
        var key = new byte[Prefix + text.Length];
        key[0] = (byte)RowTable.TextVector;
        key[1] = slot;
        text.CopyTo(key.AsSpan(Prefix));
        return key;
    }

    /// <summary>The key of the text that a vector is of.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> vector) => vector[Prefix..];

    public static byte[] Corpora() => Keys.Of(RowTable.VectorCorpus);

    public static byte[] Corpus(string corpus) => MemoryKeys.Join(RowTable.VectorCorpus, corpus, []);

    public static string CorpusName(ReadOnlySpan<byte> corpus) => MemoryKeys.Name(corpus);

    /// <summary>A part of a model's bytes.</summary>
    public static byte[] Model(string corpus, byte slot, int part)
    {
        Span<byte> rest = stackalloc byte[1 + sizeof(int)];
        rest[0] = slot;
        BinaryPrimitives.WriteInt32BigEndian(rest[1..], part);
        return MemoryKeys.Join(RowTable.TextModel, corpus, rest);
    }

    public static byte[] Model(string corpus, byte slot) => MemoryKeys.Join(RowTable.TextModel, corpus, [slot]);
}
