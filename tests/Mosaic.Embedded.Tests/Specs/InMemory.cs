using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Specs;

/// <summary>The specs on a store in memory.</summary>
public static class InMemory
{
    private static async ValueTask<IMosaic> Open(MosaicOptions? options) => await MosaicEngine.OpenInMemoryAsync(options);

    [TestFixture]
    public sealed class DocumentCreate : DocumentCreateSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentBadInput : DocumentBadInputSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentSelect : DocumentSelectSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentMany : DocumentManySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentLines : DocumentLinesSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentTyped : DocumentTypedSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentPatch : DocumentPatchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentPut : DocumentPutSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentExpiry : DocumentExpirySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentUpdate : DocumentUpdateSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentBulk : DocumentBulkSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentJson : DocumentJsonSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentFind : DocumentFindSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentQuery : DocumentQuerySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentIndex : DocumentIndexSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class DocumentCancellation : DocumentCancellationSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class Transaction : TransactionSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class TransactionIsolation : TransactionIsolationSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class ChangeFeed : ChangeFeedSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class StoreLifetime : StoreLifetimeSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueDelivery : QueueDeliverySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueLease : QueueLeaseSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueAckAndDequeue : QueueAckAndDequeueSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueRetry : QueueRetrySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueClock : QueueClockSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class ChannelOverflow : ChannelOverflowSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class ChannelDurable : ChannelDurableSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class JobWorker : JobWorkerSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueSchedule : QueueScheduleSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueKey : QueueKeySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueLimit : QueueLimitSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueDeduplication : QueueDeduplicationSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueDeadLetter : QueueDeadLetterSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueFlow : QueueFlowSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueObserve : QueueObserveSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueId : QueueIdSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueBadInput : QueueBadInputSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class QueueTransaction : QueueTransactionSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class Channel : ChannelSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class Preference : PreferenceSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class Insight : InsightSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class InsightExpiry : InsightExpirySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class Session : SessionSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class MemorySearch : MemorySearchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    public sealed class ConversationSearch : ConversationSearchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class MemoryIsolation : MemoryIsolationSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class MemoryTransaction : MemoryTransactionSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class MemoryBadInput : MemoryBadInputSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class TextIndex : TextIndexSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class LanguageSearch : LanguageSearchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class PhraseSearch : PhraseSearchSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class SearchPlace : SearchPlaceSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }

    [TestFixture]
    public sealed class WordReach : WordReachSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => Open(options);
    }
}
