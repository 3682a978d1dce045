namespace Mosaic.Transactions;

/// <summary>What a transaction has read is no longer so: the callback runs again. Never reaches the caller.</summary>
internal sealed class StaleReadException() : Exception("A read of this transaction is no longer current.");
