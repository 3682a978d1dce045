using System.Buffers.Binary;
using System.Text;
using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>The job that has a deduplication key.</summary>
/// <param name="Job">Its key.</param>
/// <param name="Id">Its id.</param>
/// <param name="UntilTicks">UTC; 0: until the job has ended.</param>
internal readonly record struct KeyHolder(JobKey Job, string Id, long UntilTicks)
{
    private const int JobAt = sizeof(long);
    private const int IdAt = JobAt + 16;

    public byte[] Encode()
    {
        var row = new byte[IdAt + Encoding.UTF8.GetByteCount(Id)];
        BinaryPrimitives.WriteInt64LittleEndian(row, UntilTicks);
        JobKeys.Encode(Job).CopyTo(row, JobAt);
        Encoding.UTF8.GetBytes(Id, row.AsSpan(IdAt));
        return row;
    }

    public static KeyHolder Decode(byte[] row) =>
        new(JobKeys.Decode(row.AsSpan(JobAt)), Encoding.UTF8.GetString(row.AsSpan(IdAt)), BinaryPrimitives.ReadInt64LittleEndian(row));
}
