using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>The specs of transactions, and of the store as a whole, on Postgres.</summary>
public static class StoreOnPostgres
{
    [TestFixture]
    public sealed class Transaction : TransactionSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class TransactionIsolation : TransactionIsolationSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class StoreLifetime : StoreLifetimeSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }
}
