using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>The specs of documents on PostgreSQL.</summary>
public static class DocumentsOnPostgres
{
    [TestFixture]
    public sealed class DocumentCreate : DocumentCreateSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentBadInput : DocumentBadInputSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentSelect : DocumentSelectSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentMany : DocumentManySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentLines : DocumentLinesSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentTyped : DocumentTypedSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentPatch : DocumentPatchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentPut : DocumentPutSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentExpiry : DocumentExpirySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentUpdate : DocumentUpdateSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentBulk : DocumentBulkSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentJson : DocumentJsonSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentFind : DocumentFindSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentQuery : DocumentQuerySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentIndex : DocumentIndexSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class DocumentCancellation : DocumentCancellationSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }
}
