using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>The specs of the job queue on a store on PostgreSQL.</summary>
public static class QueueOnPostgres
{
    [TestFixture]
    public sealed class QueueBadInput : QueueBadInputSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueDelivery : QueueDeliverySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueLease : QueueLeaseSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueAckAndDequeue : QueueAckAndDequeueSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueRetry : QueueRetrySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueDeadLetter : QueueDeadLetterSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueDeduplication : QueueDeduplicationSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueFlow : QueueFlowSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueId : QueueIdSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueKey : QueueKeySpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueLimit : QueueLimitSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueObserve : QueueObserveSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueSchedule : QueueScheduleSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class QueueTransaction : QueueTransactionSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }

    [TestFixture]
    public sealed class JobWorker : JobWorkerSpec
    {
        protected override ValueTask<IMosaic> OpenAsync(MosaicOptions? options = null) => PostgresBackend.OpenAsync(options);
    }
}
