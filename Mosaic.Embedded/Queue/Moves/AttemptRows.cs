using System.Buffers.Binary;
using Mosaic.Documents.Json;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>
/// The failed attempts of a job, the last <see cref="KeptMax"/>: attempt (4), started and ended (8 each, UTC ticks; 0: unknown),
/// error and stack (4-byte length, -1: none, UTF-8). A row's number is the job's version then, so that a redrive overwrites none.
/// </summary>
internal static class AttemptRows
{
    public const int KeptMax = JobRules.AttemptsKept;
    private const int Fixed = sizeof(int) + (2 * sizeof(long)) + (2 * sizeof(int));

    public static void Add(UnitContext context, JobKey job, int version, JobAttempt attempt)
    {
        var (from, to) = Range(job);
        var kept = context.Scan(from, to, KeptMax);
        if (kept.Count == KeptMax)
        {
            context.Delete(kept[0].Key.ToArray());
        }

        context.Put(JobKeys.Of(RowTable.JobAttempt, job, version), Encode(attempt));
    }

    public static void Delete(UnitContext context, JobKey job)
    {
        var (from, to) = Range(job);
        foreach (var row in context.Scan(from, to, KeptMax))
        {
            context.Delete(row.Key.ToArray());
        }
    }

    public static (byte[] From, byte[] To) Range(JobKey job)
    {
        var first = JobKeys.Of(RowTable.JobAttempt, job, 0);
        return (first, Keys.After(first.AsSpan(0, first.Length - sizeof(int))));
    }

    public static JobAttempt Decode(ReadOnlySpan<byte> row)
    {
        var started = BinaryPrimitives.ReadInt64LittleEndian(row[4..]);
        var errorLength = BinaryPrimitives.ReadInt32LittleEndian(row[20..]);
        var stackLength = BinaryPrimitives.ReadInt32LittleEndian(row[24..]);
        var texts = row[Fixed..];
        return new JobAttempt(
            BinaryPrimitives.ReadInt32LittleEndian(row),
            started == 0 ? null : new DateTimeOffset(started, TimeSpan.Zero),
            new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(row[12..]), TimeSpan.Zero),
            errorLength < 0 ? null : StrictUtf8.GetString(texts[..errorLength]),
            stackLength < 0 ? null : StrictUtf8.GetString(texts[Math.Max(0, errorLength)..]));
    }

    private static byte[] Encode(JobAttempt attempt)
    {
        var error = attempt.Error is null ? null : System.Text.Encoding.UTF8.GetBytes(attempt.Error);
        var stack = attempt.Stack is null ? null : System.Text.Encoding.UTF8.GetBytes(attempt.Stack);
        var row = new byte[Fixed + (error?.Length ?? 0) + (stack?.Length ?? 0)];
        BinaryPrimitives.WriteInt32LittleEndian(row, attempt.Number);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(4), attempt.StartedAt?.UtcTicks ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(row.AsSpan(12), attempt.EndedAt.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(20), error?.Length ?? -1);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(24), stack?.Length ?? -1);
        error?.CopyTo(row, Fixed);
        stack?.CopyTo(row, Fixed + (error?.Length ?? 0));
        return row;
    }
}
