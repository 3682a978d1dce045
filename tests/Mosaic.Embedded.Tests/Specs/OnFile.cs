using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Specs;

/// <summary>The specs on a store in a file. Each ends with a check of the file that is left.</summary>
public static class OnFile
{
    [TestFixture]
    public sealed class DocumentCreate : DocumentCreateSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentBadInput : DocumentBadInputSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentSelect : DocumentSelectSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentMany : DocumentManySpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentLines : DocumentLinesSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentTyped : DocumentTypedSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentPatch : DocumentPatchSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentPut : DocumentPutSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentExpiry : DocumentExpirySpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentUpdate : DocumentUpdateSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentBulk : DocumentBulkSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentJson : DocumentJsonSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentFind : DocumentFindSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentQuery : DocumentQuerySpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentIndex : DocumentIndexSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class DocumentCancellation : DocumentCancellationSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class Transaction : TransactionSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class TransactionIsolation : TransactionIsolationSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class ChangeFeed : ChangeFeedSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class StoreLifetime : StoreLifetimeSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueDelivery : QueueDeliverySpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueLease : QueueLeaseSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueAckAndDequeue : QueueAckAndDequeueSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueRetry : QueueRetrySpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueClock : QueueClockSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class ChannelOverflow : ChannelOverflowSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class ChannelDurable : ChannelDurableSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class JobWorker : JobWorkerSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueSchedule : QueueScheduleSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueKey : QueueKeySpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueLimit : QueueLimitSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueDeduplication : QueueDeduplicationSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueDeadLetter : QueueDeadLetterSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueFlow : QueueFlowSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueObserve : QueueObserveSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueId : QueueIdSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueBadInput : QueueBadInputSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class QueueTransaction : QueueTransactionSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class Channel : ChannelSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class Preference : PreferenceSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class Insight : InsightSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class InsightExpiry : InsightExpirySpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class Session : SessionSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class MemorySearch : MemorySearchSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    public sealed class ConversationSearch : ConversationSearchSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class MemoryIsolation : MemoryIsolationSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class MemoryTransaction : MemoryTransactionSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class MemoryBadInput : MemoryBadInputSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class TextIndex : TextIndexSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class LanguageSearch : LanguageSearchSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class PhraseSearch : PhraseSearchSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class SearchPlace : SearchPlaceSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class WordReach : WordReachSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class VectorSearch : VectorSearchSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options) => _backend.OpenAgainAsync(options);

        protected override ValueTask CatchUpAsync(IMosaic store) => ((MosaicEngine)store).CatchUpVectorsAsync();

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class VectorFailure : VectorFailureSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options) => _backend.OpenAgainAsync(options);

        protected override ValueTask CatchUpAsync(IMosaic store) => ((MosaicEngine)store).CatchUpVectorsAsync();

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class RefusedText : RefusedTextSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options) => _backend.OpenAgainAsync(options);

        protected override ValueTask CatchUpAsync(IMosaic store) => ((MosaicEngine)store).CatchUpVectorsAsync();

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }

    [TestFixture]
    public sealed class TrainedVector : TrainedVectorSpec
    {
        private readonly FileBackend _backend = new();

        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => _backend.OpenAsync(options);

        protected override ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options) => _backend.OpenAgainAsync(options);

        protected override ValueTask CatchUpAsync(IMosaic store) => ((MosaicEngine)store).CatchUpVectorsAsync();

        protected override Task ClosedAsync() => _backend.CheckAndDeleteAsync();
    }
}
