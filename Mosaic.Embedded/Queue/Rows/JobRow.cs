using System.Buffers.Binary;
using Mosaic.Documents.Json;

namespace Mosaic.Queue.Rows;

/// <summary>
/// A job as its row holds it: flags (1), version (4), attempts begun (4), most attempts (4), created, run at and ended (8 each,
/// UTC ticks), type and chosen id (2-byte length, UTF-8), data, result and error (4-byte length; -1: none).
/// </summary>
internal sealed record JobRow
{
    private const int Fixed = 1 + (3 * sizeof(int)) + (3 * sizeof(long));
    private const byte Chosen = 1;

    public required string Type { get; init; }

    /// <value>null: the id is made of the key.</value>
    public string? ChosenId { get; init; }

    /// <summary>Counts the changes of this job.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Attempts that began and are recorded; one that runs may not be yet.</summary>
    public int Attempts { get; init; }

    public required int AttemptsMax { get; init; }

    public required long CreatedTicks { get; init; }

    public required long RunAtTicks { get; init; }

    /// <value>0: not ended.</value>
    public long EndedTicks { get; init; }

    /// <summary>JSON; null: the job carries none.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>JSON; null: none.</summary>
    public ReadOnlyMemory<byte>? Result { get; init; }

    public string? Error { get; init; }

    public byte[] Encode()
    {
        var error = Error is null ? null : System.Text.Encoding.UTF8.GetBytes(Error);
        var size = Fixed + Size(Type) + (ChosenId is null ? 0 : Size(ChosenId)) + (3 * sizeof(int))
            + (Data?.Length ?? 0) + (Result?.Length ?? 0) + (error?.Length ?? 0);
        var bytes = new byte[size];
        bytes[0] = ChosenId is null ? (byte)0 : Chosen;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), Attempts);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(9), AttemptsMax);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(13), CreatedTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(21), RunAtTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(29), EndedTicks);
        var rest = WriteText(bytes.AsSpan(Fixed), Type);
        rest = ChosenId is null ? rest : WriteText(rest, ChosenId);
        WriteBytes(WriteBytes(WriteBytes(rest, Data), Result), error is null ? null : (ReadOnlyMemory<byte>?)error); // an array that is null would become an empty memory
        return bytes;
    }

    public static JobRow Decode(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var rest = bytes[Fixed..];
        var type = ReadText(ref rest);
        var id = (span[0] & Chosen) == 0 ? null : ReadText(ref rest);
        var data = ReadBytes(ref rest);
        var result = ReadBytes(ref rest);
        var error = ReadBytes(ref rest);
        return new JobRow
        {
            Type = type,
            ChosenId = id,
            Version = BinaryPrimitives.ReadInt32LittleEndian(span[1..]),
            Attempts = BinaryPrimitives.ReadInt32LittleEndian(span[5..]),
            AttemptsMax = BinaryPrimitives.ReadInt32LittleEndian(span[9..]),
            CreatedTicks = BinaryPrimitives.ReadInt64LittleEndian(span[13..]),
            RunAtTicks = BinaryPrimitives.ReadInt64LittleEndian(span[21..]),
            EndedTicks = BinaryPrimitives.ReadInt64LittleEndian(span[29..]),
            Data = data,
            Result = result,
            Error = error is { } text ? StrictUtf8.GetString(text.Span) : null,
        };
    }

    private static int Size(string text) => sizeof(ushort) + StrictUtf8.GetByteCount(text);

    private static Span<byte> WriteText(Span<byte> target, string text)
    {
        var length = System.Text.Encoding.UTF8.GetBytes(text, target[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)length);
        return target[(sizeof(ushort) + length)..];
    }

    private static Span<byte> WriteBytes(Span<byte> target, ReadOnlyMemory<byte>? bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, bytes?.Length ?? -1);
        target = target[sizeof(int)..];
        if (bytes is { } present)
        {
            present.Span.CopyTo(target);
            target = target[present.Length..];
        }

        return target;
    }

    private static string ReadText(ref ReadOnlyMemory<byte> rest)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest.Span);
        var text = StrictUtf8.GetString(rest.Span.Slice(sizeof(ushort), length));
        rest = rest[(sizeof(ushort) + length)..];
        return text;
    }

    private static ReadOnlyMemory<byte>? ReadBytes(ref ReadOnlyMemory<byte> rest)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        rest = rest[sizeof(int)..];
        if (length < 0)
        {
            return null;
        }

        var bytes = rest[..length];
        rest = rest[length..];
        return bytes;
    }
}
