using System.Buffers.Binary;
using Mosaic.Documents.Json;
using Text = System.Text.Encoding;

namespace Mosaic.Queue.Rows;

/// <summary>
/// A job's row in bytes: flags (2), version (4), attempts begun (4), most attempts (4), created, run at and ended (8 each, UTC
/// ticks), type (2-byte length, UTF-8); where their flags say so chosen id, key and deduplication key (as the type), parent (job
/// key 16, ordinal 4, policy 1, chosen id as the type, empty: none) retry policy (2-byte length) and redrives (4); data, result and error (4-byte length; -1: none).
/// </summary>
internal static class JobRowCodec
{
    private const int Fixed = sizeof(ushort) + (3 * sizeof(int)) + (3 * sizeof(long));
    private const int ParentBytes = 16 + sizeof(int) + 1;

    public static byte[] Encode(JobRow row)
    {
        var error = row.Error is null ? null : Text.UTF8.GetBytes(row.Error);
        var retry = row.Retry is null ? null : RetryCodec.Encode(row.Retry);
        var size = Fixed + Size(row.Type) + Size(row.ChosenId) + Size(row.Key) + Size(row.DeduplicationKey)
            + (row.Parent is { } link ? ParentBytes + Size(link.ChosenId ?? "") : 0) + (retry is null ? 0 : sizeof(ushort) + retry.Length) + (row.Redrives == 0 ? 0 : sizeof(int))
            + (3 * sizeof(int)) + (row.Data?.Length ?? 0) + (row.Result?.Length ?? 0) + (error?.Length ?? 0);
        var bytes = new byte[size];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)Flags(row));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), row.Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(6), row.Attempts);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), row.AttemptsMax);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(14), row.CreatedTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(22), row.RunAtTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(30), row.EndedTicks);
        var rest = WriteText(bytes.AsSpan(Fixed), row.Type);
        rest = WriteText(WriteText(WriteText(rest, row.ChosenId), row.Key), row.DeduplicationKey);
        if (row.Parent is { } parent)
        {
            JobKeys.Encode(parent.Job).CopyTo(rest);
            BinaryPrimitives.WriteInt32LittleEndian(rest[16..], parent.Ordinal);
            rest[20] = (byte)parent.OnFailure;
            rest = WriteText(rest[ParentBytes..], parent.ChosenId ?? "");
        }

        if (retry is not null)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)retry.Length);
            retry.CopyTo(rest[sizeof(ushort)..]);
            rest = rest[(sizeof(ushort) + retry.Length)..];
        }

        if (row.Redrives != 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, row.Redrives);
            rest = rest[sizeof(int)..];
        }

        WriteBytes(WriteBytes(WriteBytes(rest, row.Data), row.Result), error is null ? null : (ReadOnlyMemory<byte>?)error); // an array that is null would become an empty memory
        return bytes;
    }

    public static JobRow Decode(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var flags = (JobRowFlags)BinaryPrimitives.ReadUInt16LittleEndian(span);
        var rest = bytes[Fixed..];
        var type = ReadText(ref rest);
        var id = (flags & JobRowFlags.ChosenId) != 0 ? ReadText(ref rest) : null;
        var kind = (flags & JobRowFlags.OrderingKey) != 0 ? KeyKind.Ordering : (flags & JobRowFlags.LimitKey) != 0 ? KeyKind.Limit : KeyKind.None;
        var key = kind == KeyKind.None ? null : ReadText(ref rest);
        var deduplication = (flags & JobRowFlags.Deduplicated) != 0 ? ReadText(ref rest) : null;
        var parent = (flags & JobRowFlags.Child) != 0 ? ReadParent(ref rest) : null;
        var retry = (flags & JobRowFlags.Retry) != 0 ? ReadRetry(ref rest) : null;
        var redrives = (flags & JobRowFlags.Redriven) != 0 ? ReadNumber(ref rest) : 0;
        var data = ReadBytes(ref rest);
        var result = ReadBytes(ref rest);
        var error = ReadBytes(ref rest);
        return new JobRow
        {
            Type = type,
            ChosenId = id,
            IsRunning = (flags & JobRowFlags.Running) != 0,
            Version = BinaryPrimitives.ReadInt32LittleEndian(span[2..]),
            Attempts = BinaryPrimitives.ReadInt32LittleEndian(span[6..]),
            AttemptsMax = BinaryPrimitives.ReadInt32LittleEndian(span[10..]),
            CreatedTicks = BinaryPrimitives.ReadInt64LittleEndian(span[14..]),
            RunAtTicks = BinaryPrimitives.ReadInt64LittleEndian(span[22..]),
            EndedTicks = BinaryPrimitives.ReadInt64LittleEndian(span[30..]),
            KeyKind = kind,
            Key = key,
            HoldsSlot = (flags & JobRowFlags.HoldsSlot) != 0,
            DeduplicationKey = deduplication,
            Parent = parent,
            IsParent = (flags & JobRowFlags.Parent) != 0,
            Retry = retry,
            Redrives = redrives,
            HasAttempts = (flags & JobRowFlags.Attempts) != 0,
            HasNotes = (flags & JobRowFlags.Notes) != 0,
            Data = data,
            Result = result,
            Error = error is { } text ? StrictUtf8.GetString(text.Span) : null,
        };
    }

    private static JobRowFlags Flags(JobRow row) =>
        (row.ChosenId is null ? 0 : JobRowFlags.ChosenId)
        | (row.IsRunning ? JobRowFlags.Running : 0)
        | (row.HoldsSlot ? JobRowFlags.HoldsSlot : 0)
        | row.KeyKind switch { KeyKind.Ordering => JobRowFlags.OrderingKey, KeyKind.Limit => JobRowFlags.LimitKey, _ => 0 }
        | (row.DeduplicationKey is null ? 0 : JobRowFlags.Deduplicated)
        | (row.Parent is null ? 0 : JobRowFlags.Child)
        | (row.IsParent ? JobRowFlags.Parent : 0)
        | (row.Retry is null ? 0 : JobRowFlags.Retry)
        | (row.HasAttempts ? JobRowFlags.Attempts : 0)
        | (row.HasNotes ? JobRowFlags.Notes : 0)
        | (row.Redrives == 0 ? 0 : JobRowFlags.Redriven);

    private static int Size(string? text) => text is null ? 0 : sizeof(ushort) + StrictUtf8.GetByteCount(text);

    private static Span<byte> WriteText(Span<byte> target, string? text)
    {
        if (text is null)
        {
            return target;
        }

        var length = Text.UTF8.GetBytes(text, target[sizeof(ushort)..]);
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

    private static ParentLink ReadParent(ref ReadOnlyMemory<byte> rest)
    {
        var span = rest.Span;
        rest = rest[ParentBytes..];
        var id = ReadText(ref rest);
        return new ParentLink(JobKeys.Decode(span), id.Length == 0 ? null : id, BinaryPrimitives.ReadInt32LittleEndian(span[16..]), (ChildFailure)span[20]);
    }

    private static RetryPolicy ReadRetry(ref ReadOnlyMemory<byte> rest)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest.Span);
        var policy = RetryCodec.Decode(rest.Span.Slice(sizeof(ushort), length));
        rest = rest[(sizeof(ushort) + length)..];
        return policy;
    }

    private static int ReadNumber(ref ReadOnlyMemory<byte> rest)
    {
        var number = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        rest = rest[sizeof(int)..];
        return number;
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
