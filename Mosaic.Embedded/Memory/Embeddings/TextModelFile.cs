using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Mosaic.Memory.Embeddings;

/// <summary>
/// A model as bytes: "MTXM", format (1), length of the body (4), the body, XXH128 of all before (16). The body: texts (4), the
/// topics' share (8), terms (4), dimensions of words (2) and of topics (2), each term (2 of length, UTF-8), two scales for each (4
/// each), a byte for each dimension of each. Numbers are little-endian.
/// </summary>
internal static class TextModelFile
{
    public const int HashLength = 16;

    private const int HeadLength = 9;
    private const byte Format = 1;
    private const int ReadAtOnce = 1 << 20;
    private const int DimensionsMax = 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Magic => "MTXM"u8;

    public static byte[] Encode(TextModelContent content)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Magic);
        writer.Write(Format);
        writer.Write(0);
        writer.Write(content.Texts);
        writer.Write(content.TopicShare);
        writer.Write(content.Vocabulary.Length);
        writer.Write((ushort)content.Terms.Words);
        writer.Write((ushort)content.Terms.Topics);
        foreach (var term in content.Vocabulary)
        {
            var name = Encoding.UTF8.GetBytes(term);
            writer.Write((ushort)name.Length);
            writer.Write(name);
        }

        foreach (var scale in content.Terms.Scales)
        {
            writer.Write(scale);
        }

        writer.Write(MemoryMarshal.AsBytes(content.Terms.Numbers));
        writer.Seek(HeadLength - sizeof(int), SeekOrigin.Begin);
        writer.Write((int)bytes.Length - HeadLength);
        writer.Seek(0, SeekOrigin.End);
        writer.Write(XxHash128.Hash(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return bytes.ToArray();
    }

    /// <summary>Reads a model; what follows it in the stream stays there.</summary>
    /// <exception cref="InvalidDataException">It is damaged, cut off, or of another format.</exception>
    public static TextModelContent Read(Stream stream)
    {
        var head = new byte[HeadLength];
        if (stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength || !head.AsSpan().StartsWith(Magic))
        {
            throw new InvalidDataException("This is no text model.");
        }

        if (head[Magic.Length] != Format)
        {
            throw new InvalidDataException($"The text model has format {head[Magic.Length]}; this version reads format {Format}.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(Magic.Length + 1));
        if (length < 0)
        {
            throw Damaged();
        }

        using var bytes = new MemoryStream();
        bytes.Write(head);
        Append(stream, bytes, length);
        var hash = new byte[HashLength];
        if (stream.ReadAtLeast(hash, HashLength, throwOnEndOfStream: false) < HashLength
            || !XxHash128.Hash(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).AsSpan().SequenceEqual(hash))
        {
            throw Damaged();
        }

        return Decode(bytes.GetBuffer().AsSpan(HeadLength, length));
    }

    /// <summary>What a damaged length asks for is not allocated before it is there.</summary>
    private static void Append(Stream stream, MemoryStream bytes, int length)
    {
        var part = new byte[Math.Min(length, ReadAtOnce)];
        while (length > 0)
        {
            var read = stream.Read(part, 0, Math.Min(length, part.Length));
            if (read == 0)
            {
                throw Damaged();
            }

            bytes.Write(part, 0, read);
            length -= read;
        }
    }

    private static TextModelContent Decode(ReadOnlySpan<byte> body)
    {
        var texts = BinaryPrimitives.ReadInt32LittleEndian(Take(ref body, sizeof(int)));
        var share = BinaryPrimitives.ReadDoubleLittleEndian(Take(ref body, sizeof(double)));
        var terms = BinaryPrimitives.ReadInt32LittleEndian(Take(ref body, sizeof(int)));
        var words = BinaryPrimitives.ReadUInt16LittleEndian(Take(ref body, sizeof(ushort)));
        var topics = BinaryPrimitives.ReadUInt16LittleEndian(Take(ref body, sizeof(ushort)));
        if (texts < 0 || share is not (>= 0 and <= 1) || terms < 0 || terms > body.Length || words > DimensionsMax || topics > DimensionsMax)
        {
            throw Damaged();
        }

        var vocabulary = new string[terms];
        foreach (ref var term in vocabulary.AsSpan())
        {
            term = Text(Take(ref body, BinaryPrimitives.ReadUInt16LittleEndian(Take(ref body, sizeof(ushort)))));
        }

        var scales = new float[terms * 2];
        foreach (ref var scale in scales.AsSpan())
        {
            scale = BinaryPrimitives.ReadSingleLittleEndian(Take(ref body, sizeof(float)));
            if (!float.IsFinite(scale))
            {
                throw Damaged();
            }
        }

        if (body.Length != (long)terms * (words + topics) || vocabulary.Distinct(StringComparer.Ordinal).Count() != terms)
        {
            throw Damaged();
        }

        return new TextModelContent(texts, share, vocabulary, new QuantizedTerms(words, topics, MemoryMarshal.Cast<byte, sbyte>(body).ToArray(), scales));
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> body, int length)
    {
        if (length > body.Length)
        {
            throw Damaged();
        }

        var taken = body[..length];
        body = body[length..];
        return taken;
    }

    private static string Text(ReadOnlySpan<byte> name)
    {
        try
        {
            return Utf8.GetString(name);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException("The text model is damaged.", exception);
        }
    }

    private static InvalidDataException Damaged() => new("The text model is damaged.");
}
