using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using Mosaic.Storage;

namespace Mosaic.Memory.Vectors;

/// <summary>The vectors of a store whose options have an embedder.</summary>
internal sealed class EngineVectors : IAsyncDisposable
{
    private readonly StoreCore _core;
    private readonly CorpusTexts _texts;
    private readonly Encoders _encoders;
    private readonly VectorMemory _memory;
    private readonly VectorUpdater? _updater;
    private readonly ILogger _logger;

    private EngineVectors(StoreCore core, SearchableRows rows, Encoders encoders, MosaicOptions options, ILogger logger)
    {
        _core = core;
        _logger = logger;
        _encoders = encoders;
        _texts = new CorpusTexts(core, rows);
        _memory = new VectorMemory(_texts, options.VectorBytes);
        if (!options.ReadOnly)
        {
            _updater = new VectorUpdater(core, rows, _texts, encoders, _memory, options.TimeProvider, logger);
            _updater.Start();
        }
    }

    /// <summary>About what the vectors in memory take.</summary>
    public long Bytes => _memory.Bytes;

    /// <returns>null: the options have no embedder.</returns>
    public static EngineVectors? Create(StoreCore core, SearchableRows rows, MosaicOptions options, ILogger logger) => options.Embedder switch
    {
        null => null,
        MlNetEmbedder trained => new EngineVectors(core, rows, new TrainedEncoders(core, trained), options, logger),
        var generator => new EngineVectors(core, rows, new GeneratorEncoders(generator, options.EmbedderTimeout), options, logger),
    };

    /// <summary>Waits until every text that is there has its vector.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _updater?.ReachAsync(_core.Rows.Visible, cancellationToken) ?? Task.CompletedTask;

    /// <summary>What a query's vector is compared with, within limits.</summary>
    /// <returns>Empty where there are no vectors, or none of the query.</returns>
    public async ValueTask<IReadOnlyList<CorpusQuery>> BeginAsync(string query, SearchLimits limits, CancellationToken cancellationToken)
    {
        if (limits.User is not { } user)
        {
            return []; // of every user's texts each has its own model
        }

        var queries = new List<CorpusQuery>();
        foreach (var corpus in Corpora(limits, user))
        {
            if (await BeginAsync(corpus, query, cancellationToken).ConfigureAwait(false) is { } begun)
            {
                queries.Add(begun);
            }
        }

        return queries;
    }

    /// <summary>Lets go of what is in memory of a user.</summary>
    public void Drop(string user)
    {
        _memory.Drop(user);
        _encoders.Drop(user);
    }

    public ValueTask DisposeAsync() => _updater?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static IEnumerable<string> Corpora(SearchLimits limits, string user)
    {
        if (limits.Insights || limits.Turns)
        {
            yield return user;
        }

        if (limits.Documents)
        {
            yield return CorpusTexts.Documents;
        }
    }

    private async ValueTask<CorpusQuery?> BeginAsync(string corpus, string query, CancellationToken cancellationToken)
    {
        if (_texts.Find(corpus) is not { HasModel: true } row)
        {
            return null;
        }

        ITextEncoder? encoder = null;
        try
        {
            encoder = await _encoders.FindAsync(corpus, row, cancellationToken).ConfigureAwait(false);
            if (encoder is null)
            {
                _updater?.Mend(corpus);
            }

            if (encoder is { IsSilent: false } && (await encoder.EncodeAsync([query], cancellationToken).ConfigureAwait(false))[0] is { } vector)
            {
                return new CorpusQuery(corpus, _texts, _memory.Load(corpus, row).Score(vector));
            }
        }
        catch (EncodingFailedException exception)
        {
            if (exception.IsTimeout)
            {
                encoder?.LeftWaiting();
            }

            _logger.LogWarning(exception, "A search goes without vectors: {Message}", exception.Message);
        }

        return null;
    }
}
