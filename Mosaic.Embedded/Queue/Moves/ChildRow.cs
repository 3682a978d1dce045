using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>What a parent keeps of a child: state (1), whether it counts as ended (1), id (2-byte length, UTF-8), then its result as JSON or its error.</summary>
internal readonly record struct ChildRow(JobState State, bool Counts, string Id, ReadOnlyMemory<byte> Outcome)
{
    public static ChildRow Open(string id) => new(JobState.Waiting, false, id, default);

    public ChildRow Ended(JobStep step, bool counts) => new(
        step.Place switch { JobPlace.Done => JobState.Completed, JobPlace.Dead => JobState.DeadLetter, _ => JobState.Cancelled },
        counts,
        Id,
        step.Place == JobPlace.Done ? step.Row.Result ?? default : step.Row.Error is { } error ? Encoding.UTF8.GetBytes(error) : default(ReadOnlyMemory<byte>));

    public byte[] Encode()
    {
        var id = Encoding.UTF8.GetBytes(Id);
        var row = new byte[4 + id.Length + Outcome.Length];
        row[0] = (byte)State;
        row[1] = Counts ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(2), (ushort)id.Length);
        id.CopyTo(row, 4);
        Outcome.Span.CopyTo(row.AsSpan(4 + id.Length));
        return row;
    }

    public static ChildRow Decode(ReadOnlyMemory<byte> row)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(row.Span[2..]);
        return new ChildRow((JobState)row.Span[0], row.Span[1] != 0, Encoding.UTF8.GetString(row.Span.Slice(4, length)), row[(4 + length)..]);
    }

    public ChildJob ToPublic(JsonDocumentOptions json)
    {
        var completed = State == JobState.Completed;
        return new ChildJob(
            Id,
            State,
            completed && !Outcome.IsEmpty ? JsonElement.Parse(Outcome.Span, json) : null,
            completed || Outcome.IsEmpty ? null : Encoding.UTF8.GetString(Outcome.Span));
    }
}
