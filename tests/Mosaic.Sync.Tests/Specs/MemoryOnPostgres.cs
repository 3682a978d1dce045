using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>The specs of memory on Postgres.</summary>
public static class MemoryOnPostgres
{
    [TestFixture]
    public sealed class ConversationSearch : ConversationSearchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class InsightExpiry : InsightExpirySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class Insight : InsightSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class LanguageSearch : LanguageSearchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class MemoryBadInput : MemoryBadInputSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class MemoryIsolation : MemoryIsolationSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class MemorySearch : MemorySearchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class MemoryTransaction : MemoryTransactionSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class PhraseSearch : PhraseSearchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class Preference : PreferenceSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class SearchPlace : SearchPlaceSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class Session : SessionSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class TextIndex : TextIndexSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class WordReach : WordReachSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }
}
