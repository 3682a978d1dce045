using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>The specs of channels and the change feed on PostgreSQL.</summary>
public static class ChannelsOnPostgres
{
    [TestFixture]
    public sealed class Channel : ChannelSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class ChannelDurable : ChannelDurableSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class ChannelOverflow : ChannelOverflowSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class ChangeFeed : ChangeFeedSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }
}
