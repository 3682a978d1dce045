namespace Mosaic;

/// <summary>One unit of reads and writes: all of it is committed, or nothing.</summary>
/// <remarks>
/// Not thread-safe, and valid only while the callback that received it runs. Reads see committed data plus the
/// transaction's own writes and never two moments; writes reach others when the unit commits.
/// </remarks>
public interface IMosaicTransaction
{
    /// <summary>Documents, within this unit.</summary>
    ITransactionDocuments Documents { get; }

    /// <summary>The job queue, within this unit.</summary>
    ITransactionQueue Queue { get; }

    /// <summary>Memory, within this unit.</summary>
    ITransactionMemory Memory { get; }

    /// <summary>Publishes a message that is delivered after the commit, and never if the unit is not committed.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="message">The message's text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes once the message is part of the unit.</returns>
    ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken = default);
}
