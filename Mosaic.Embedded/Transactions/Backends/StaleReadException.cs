namespace Mosaic.Backends;

/// <summary>What a transaction has read is no longer so: the callback runs again. Never reaches who called <see cref="IMosaic.TransactAsync{T}"/>.</summary>
public sealed class StaleReadException : Exception
{
    /// <summary>With the message that a callback sees which catches it.</summary>
    public StaleReadException()
        : base("A read of this transaction is no longer current.")
    {
    }
}
