using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Queues;

internal sealed class MosaicQueue : QueueSide
{
    private const string Jobs = "jobs";
    private static readonly NewJob Job = new("work", Payload);
    private long _note;

    public override string Name => "Mosaic";

    public override string Durability => MosaicStore.Durability;

    public MosaicEngine Store { get; private set; } = null!;

    public override async Task OpenAsync(string folder) => Store = await MosaicStore.OpenAsync(folder);

    public override async ValueTask EnqueueAsync() => await Store.Queue.EnqueueAsync(Jobs, "work", Payload);

    public override async ValueTask EnqueueManyAsync(int count) => await Store.Queue.EnqueueManyAsync(Jobs, Enumerable.Repeat(Job, count));

    public override async ValueTask<int> ProcessAsync(int max)
    {
        if (max == 1)
        {
            if (await Store.Queue.DequeueAsync(Jobs) is not { } lease)
            {
                return 0;
            }

            await Store.Queue.AckAsync(lease);
            return 1;
        }

        var leases = await Store.Queue.DequeueManyAsync(Jobs, max);
        await Store.Queue.AckManyAsync(leases);
        return leases.Count;
    }

    /// <summary>The store's own durable insert, to compare with.</summary>
    public ValueTask InsertAsync()
    {
        var number = Interlocked.Increment(ref _note);
        var id = NoteIds.At(number);
        return Store.Documents.PutJsonAsync(MosaicStore.Collection, id, NoteSource.Json(id, number));
    }

    public override async Task CloseAsync() => await Store.DisposeAsync();
}
