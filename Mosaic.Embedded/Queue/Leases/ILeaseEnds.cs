namespace Mosaic.Backends;

/// <summary>A queue in this process that tells at once when a lease ends that its holder does not end: its job was cancelled or removed.</summary>
public interface ILeaseEnds
{
    /// <summary>With the job's id; called on the thread of whoever ended it.</summary>
    event Action<string>? LeaseEnded;
}
