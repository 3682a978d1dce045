using Microsoft.Extensions.Logging;
using Mosaic.Memory.Search;
using Mosaic.Storage;

namespace Mosaic.Memory.Vectors;

/// <summary>
/// Follows the change record in the background and keeps the vectors of texts: those of each changed text by its corpus' model, and,
/// when a corpus needs another model, that and all its vectors. Nobody waits for it, and nothing but vectors fails with it.
/// </summary>
internal sealed partial class VectorUpdater : IAsyncDisposable
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    private readonly StoreCore _core;
    private readonly SearchableRows _rows;
    private readonly CorpusTexts _texts;
    private readonly Encoders _encoders;
    private readonly VectorMemory _memory;
    private readonly VectorBatches _batches;
    private readonly ModelChange _change;
    private readonly RefusedTexts _refused;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly VectorProgress _progress = new();
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private readonly ModelAsks _asks = new();
    private Task? _running;

    public VectorUpdater(StoreCore core, SearchableRows rows, CorpusTexts texts, Encoders encoders, VectorMemory memory, TimeProvider time, ILogger logger)
    {
        _core = core;
        _rows = rows;
        _texts = texts;
        _encoders = encoders;
        _memory = memory;
        _logger = logger;
        _time = time;
        _refused = new RefusedTexts(core);
        _batches = new VectorBatches(core, memory, _refused, logger);
        _change = new ModelChange(core, texts, encoders, _batches, memory);
    }

    public void Start() => _running = Task.Factory.StartNew(
        () => RunAsync(_stopping.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>Waits until every text of a unit and before has its vector, and no model is being made.</summary>
    /// <exception cref="MosaicException">The embedder failed; it is tried again.</exception>
    public Task ReachAsync(long sequence, CancellationToken cancellationToken) => _progress.WaitAsync(sequence, cancellationToken);

    /// <summary>A search could not read the model of a corpus; it is looked at, and made anew if that is so.</summary>
    public void Mend(string corpus) => _asks.Add(corpus);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_running is not null)
        {
            await _running.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _progress.Close(new ObjectDisposedException(nameof(MosaicEngine)));
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            try
            {
                await FollowAsync(() => failures = 0, stopping).ConfigureAwait(false);
            }
            catch (StorePoisonedException exception)
            {
                _progress.Close(exception); // as every writer finds
                return;
            }
            catch (Exception exception) when (stopping.IsCancellationRequested || exception is ObjectDisposedException)
            {
                return;
            }
            catch (FeedTrimmedException)
            {
                _mark = null; // it fell behind what is kept
            }
            catch (Exception exception)
            {
                failures++;
                _logger.LogWarning(exception, "Vectors fall behind: {Message} Searches answer by keywords; it is tried again.", exception.Message);
                _progress.Failed(exception);
                await PauseAsync(failures, stopping).ConfigureAwait(false);
            }
        }
    }

    private static async Task PauseAsync(int failures, CancellationToken stopping)
    {
        var pause = PauseMin * Math.Pow(2, Math.Min(failures, 16) - 1);
        await Task.Delay(pause < PauseMax ? pause : PauseMax, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
