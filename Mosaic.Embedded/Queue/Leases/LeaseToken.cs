using System.Buffers.Binary;
using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Leases;

/// <summary>A lease's public token: the job's key and the lease's secret, 40 characters of base 32.</summary>
internal readonly record struct LeaseToken(JobKey Job, ulong Secret)
{
    private const int Bytes = 25;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Job.Queue);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], Job.Priority);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Job.Number);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], Secret);
        return JobId.Base32(bytes);
    }

    public static bool TryParse(string text, out LeaseToken token)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        token = default;
        if (!JobId.TryBytes(text, bytes))
        {
            return false;
        }

        var job = new JobKey(
            BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[4..]), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
        token = new LeaseToken(job, BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]));
        return true;
    }
}
