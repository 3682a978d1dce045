using System.Collections.Concurrent;

namespace Mosaic.Backup;

/// <summary>Chunks on their way from who reads the store to who writes the file; a few at most, so that memory stays bounded.</summary>
internal sealed class ChunkQueue : IDisposable
{
    private const int ChunksMax = 4;
    private readonly BlockingCollection<byte[]> _chunks = new(ChunksMax);
    private readonly CancellationTokenSource _stop;

    public ChunkQueue(CancellationToken cancellationToken) => _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>Set when either side has failed or the caller cancelled.</summary>
    public CancellationToken Stopped => _stop.Token;

    public void Add(byte[] chunk) => _chunks.Add(chunk, _stop.Token);

    /// <summary>There are no more.</summary>
    public void End() => _chunks.CompleteAdding();

    public IEnumerable<byte[]> Read() => _chunks.GetConsumingEnumerable(_stop.Token);

    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        _chunks.Dispose();
        _stop.Dispose();
    }
}
