using System.Buffers.Binary;

namespace Mosaic.Backends;

/// <summary>A lease's public token: the job's key and the lease's secret, 40 characters of base 32.</summary>
/// <param name="Job">The job.</param>
/// <param name="Secret">Fences other leases of the job.</param>
public readonly record struct LeaseToken(JobKey Job, ulong Secret)
{
    private const int Bytes = 25;

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Job.Queue);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], Job.Priority);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Job.Number);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], Secret);
        return JobId.Base32(bytes);
    }

    /// <summary>The token of a lease.</summary>
    /// <param name="lease">The lease, as the application gave it.</param>
    /// <returns>Its token.</returns>
    /// <exception cref="LeaseLostException">It is no token of a lease.</exception>
    public static LeaseToken Of(JobLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(lease.Token, nameof(lease));
        ArgumentNullException.ThrowIfNull(lease.Job, nameof(lease));
        return TryParse(lease.Token, out var token) ? token : throw JobErrors.Lost(lease.Job.Id);
    }

    /// <summary>Reads a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="token">What it says.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out LeaseToken token)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        token = default;
        ArgumentNullException.ThrowIfNull(text);
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
