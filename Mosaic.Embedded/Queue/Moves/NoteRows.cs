using System.Buffers.Binary;
using Mosaic.Documents.Json;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>
/// A job's progress and its last <see cref="LinesMax"/> log lines. Row 0: first line kept (4), next line (4), progress as JSON. A
/// line's row: UTC ticks (8), attempt (4), UTF-8.
/// </summary>
internal static class NoteRows
{
    public const int LinesMax = JobRules.LinesKept;
    private const int Header = 2 * sizeof(int);

    public static void SetProgress(UnitContext context, JobKey job, byte[] progress)
    {
        var (first, next, _) = Read(context.Get, job);
        Write(context, job, first, next, progress);
    }

    public static void AddLine(UnitContext context, JobKey job, int attempt, string text)
    {
        var (first, next, progress) = Read(context.Get, job);
        var row = new byte[12 + StrictUtf8.GetByteCount(text)];
        BinaryPrimitives.WriteInt64LittleEndian(row, context.Now.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(8), attempt);
        System.Text.Encoding.UTF8.GetBytes(text, row.AsSpan(12));
        context.Put(Key(job, next), row);
        if (next - first >= LinesMax)
        {
            context.Delete(Key(job, first++));
        }

        Write(context, job, first, next + 1, progress.Span);
    }

    public static void Delete(UnitContext context, JobKey job)
    {
        var (first, next, _) = Read(context.Get, job);
        for (var line = first; line < next; line++)
        {
            context.Delete(Key(job, line));
        }

        context.Delete(Key(job, 0));
    }

    /// <summary>JSON; empty: none.</summary>
    public static (int First, int Next, ReadOnlyMemory<byte> Progress) Read(Func<byte[], byte[]?> get, JobKey job) =>
        get(Key(job, 0)) is { } row
            ? (BinaryPrimitives.ReadInt32LittleEndian(row), BinaryPrimitives.ReadInt32LittleEndian(row.AsSpan(4)), row.AsMemory(Header))
            : (1, 1, default);

    public static (byte[] From, byte[] To) Lines(JobKey job)
    {
        var first = Key(job, 1);
        return (first, Keys.After(first.AsSpan(0, first.Length - sizeof(int))));
    }

    public static JobLogLine DecodeLine(ReadOnlySpan<byte> row) => new(
        new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(row), TimeSpan.Zero),
        BinaryPrimitives.ReadInt32LittleEndian(row[8..]),
        StrictUtf8.GetString(row[12..]));

    private static byte[] Key(JobKey job, int number) => JobKeys.Of(RowTable.JobNote, job, number);

    private static void Write(UnitContext context, JobKey job, int first, int next, ReadOnlySpan<byte> progress)
    {
        var row = new byte[Header + progress.Length];
        BinaryPrimitives.WriteInt32LittleEndian(row, first);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(4), next);
        progress.CopyTo(row.AsSpan(Header));
        context.Put(Key(job, 0), row);
    }
}
