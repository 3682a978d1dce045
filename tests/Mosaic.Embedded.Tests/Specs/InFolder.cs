using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Specs;

/// <summary>The specs of documents on a folder of files. Each ends with a look at the files that are left.</summary>
public static class InFolder
{
    [TestFixture]
    public sealed class DocumentCreate : DocumentCreateSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentBadInput : DocumentBadInputSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentSelect : DocumentSelectSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentMany : DocumentManySpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentLines : DocumentLinesSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentTyped : DocumentTypedSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentPatch : DocumentPatchSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentPut : DocumentPutSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentExpiry : DocumentExpirySpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentUpdate : DocumentUpdateSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentBulk : DocumentBulkSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentJson : DocumentJsonSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentFind : DocumentFindSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentQuery : DocumentQuerySpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentIndex : DocumentIndexSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentCancellation : DocumentCancellationSpec
    {
        private readonly FolderBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }
}
