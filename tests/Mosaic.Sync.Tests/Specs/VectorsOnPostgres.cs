using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>The specs of vectors on Postgres, with pgvector and without.</summary>
public static class VectorsOnPostgres
{
    [TestFixture(true)]
    [TestFixture(false)]
    public sealed class VectorSearch(bool withExtension) : VectorSearchSpec
    {
        private readonly VectorBackend _backend = new(withExtension);

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options) => _backend.OpenAgainAsync(options);

        protected override ValueTask CatchUpAsync(IMosaic store) => ((PostgresMosaic)store).CatchUpVectorsAsync();
    }

    [TestFixture(true)]
    [TestFixture(false)]
    public sealed class VectorFailure(bool withExtension) : VectorFailureSpec
    {
        private readonly VectorBackend _backend = new(withExtension);

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options) => _backend.OpenAgainAsync(options);

        protected override ValueTask CatchUpAsync(IMosaic store) => ((PostgresMosaic)store).CatchUpVectorsAsync();
    }

    [TestFixture(true)]
    [TestFixture(false)]
    public sealed class RefusedText(bool withExtension) : RefusedTextSpec
    {
        private readonly VectorBackend _backend = new(withExtension);

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options) => _backend.OpenAgainAsync(options);

        protected override ValueTask CatchUpAsync(IMosaic store) => ((PostgresMosaic)store).CatchUpVectorsAsync();
    }

    [TestFixture(true)]
    [TestFixture(false)]
    public sealed class TrainedVector(bool withExtension) : TrainedVectorSpec
    {
        private readonly VectorBackend _backend = new(withExtension);

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options) => _backend.OpenAgainAsync(options);

        protected override ValueTask CatchUpAsync(IMosaic store) => ((PostgresMosaic)store).CatchUpVectorsAsync();
    }
}
