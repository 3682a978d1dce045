namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <summary>What a transaction's callback throws that is to have no effect.</summary>
internal sealed class RolledBackException : Exception;
