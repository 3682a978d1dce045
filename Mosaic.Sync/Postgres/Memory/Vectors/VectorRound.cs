using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;
using static Mosaic.Postgres.Documents.Parameters;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>
/// One round of making vectors: takes texts that need one, some at a time, makes and keeps them, and gives parts another model where
/// they need one. Any number of processes go round beside each other: what one has taken the others pass over until its lease ends.
/// </summary>
internal sealed partial class VectorRound(PostgresSession session, VectorEncoders encoders, VectorUnits units, VectorSettings settings, ILogger logger)
{
    private const int BatchTexts = 64;
    private const int ClearedVectors = 2000;
    private const string Trained = "trained";
    private static readonly TimeSpan ActiveFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan Renewed = TimeSpan.FromHours(1);

    private readonly PartTexts _texts = new(session, units);
    private readonly ModelTraining _training = new(session, encoders, units);
    private readonly HashSet<long> _unread = [];
    private bool _begun;
    private bool _displaced;

    /// <summary>The application's own model; null: models are trained, or it is not known yet.</summary>
    public VectorModel? Own { get; private set; }

    /// <summary>A search could not read the model of a part.</summary>
    public void Mend(long part)
    {
        lock (_unread)
        {
            _unread.Add(part);
        }
    }

    /// <exception cref="EncodingFailedException">The embedder makes no vectors now.</exception>
    /// <returns>false: another process opened the store with another embedder since, and makes them.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (!await BeginAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        for (var more = true; more;)
        {
            while (await TakeAsync(cancellationToken).ConfigureAwait(false))
            {
                // There may be more.
            }

            more = await ChangeModelsAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Says that texts need vectors, by which model, and compares what is there where nobody said so before. The last one to open the store decides.</summary>
    private async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        var name = Trained;
        if (encoders.Trainer is null && Own is null)
        {
            var generator = await encoders.GeneratorAsync(cancellationToken).ConfigureAwait(false);
            name = generator.Model;
            var number = (await units.RunAsync<long>("memory_vector_model", cancellationToken, Of(name), Of(generator.Dimensions)).ConfigureAwait(false)) is [var made] ? made
                : (await units.RunAsync<long>("memory_vector_model", cancellationToken, Of(name), Of(generator.Dimensions)).ConfigureAwait(false))[0];
            Own = new VectorModel(number, name, generator.Dimensions, -1);
        }

        name = Own?.Name ?? name;
        var (said, isActive) = (await units.ReadAsync(
            "memory_vector_embedder", static row => (row.GetString(0), row.GetBoolean(1)), cancellationToken, Of(ActiveFor - Renewed)).ConfigureAwait(false))[0];
        if (_begun && said != name)
        {
            if (!_displaced)
            {
                LogDisplaced(logger, name);
            }

            _displaced = true;
            return false;
        }

        _displaced = false;
        if (_begun && isActive)
        {
            return true;
        }

        var compared = (await units.RunAsync<bool>("memory_vector_want", cancellationToken, Of(name), Of(ActiveFor)).ConfigureAwait(false)) is [true];
        if (!compared)
        {
            await CompareAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!_begun)
        {
            await units.ExecuteAsync("memory_vector_retry", cancellationToken).ConfigureAwait(false); // as the local engine does when it is opened
        }

        _begun = true;
        return true;
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        await units.ExecuteAsync("memory_vector_wait", cancellationToken).ConfigureAwait(false); // for writers that do not know yet
        foreach (var part in await units.ReadAsync("memory_vector_parts", static row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))
        {
            await units.ExecuteAsync("memory_vector_compare", cancellationToken, Of(part)).ConfigureAwait(false);
        }

        await units.ExecuteAsync("memory_vector_compared", cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Whether there was something to take.</returns>
    private async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        if (!(await units.ReadAsync("memory_vector_any", static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0])
        {
            return false; // a look writes nothing
        }

        var works = await units.RunAsync("memory_vector_claim", VectorWork.Read, cancellationToken, Of(BatchTexts), Of(settings.Lease)).ConfigureAwait(false);
        var left = works.ToHashSet();
        try
        {
            foreach (var group in works.GroupBy(static work => work.Part))
            {
                await MakeAsync(group.Key, [.. group.OrderBy(static work => work.Session).ThenBy(static work => work.Number)], cancellationToken).ConfigureAwait(false);
                left.ExceptWith(group);
            }
        }
        catch when (left.Count > 0)
        {
            await ReleaseAsync([.. left]).ConfigureAwait(false);
            throw;
        }

        return works.Count > 0;
    }

    /// <summary>Otherwise they would wait for the end of the lease.</summary>
    private async Task ReleaseAsync(List<VectorWork> works)
    {
        try
        {
            await units.ReleaseAsync(works, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MosaicException or ObjectDisposedException)
        {
            LogNotReleased(logger, exception);
        }
    }

    private async Task MakeAsync(long part, List<VectorWork> works, CancellationToken cancellationToken)
    {
        var corpus = await CorpusAsync(part, cancellationToken).ConfigureAwait(false);
        if (Own is not null && corpus?.Model != Own)
        {
            // Its texts are in the work anew.
            await units.ExecuteAsync("memory_vector_begin", cancellationToken, Of(part), Of(Own.Number)).ConfigureAwait(false);
            if (await CorpusAsync(part, cancellationToken).ConfigureAwait(false) is null)
            {
                await units.CountAsync(works.ConvertAll(static work => (work, true)), cancellationToken).ConfigureAwait(false); // forgotten
            }

            return;
        }

        var texts = await _texts.ReadAsync(works, cancellationToken).ConfigureAwait(false);
        if (corpus?.Model is not { } model || await encoders.FindAsync(model, cancellationToken).ConfigureAwait(false) is not { } encoder)
        {
            await units.CountAsync([.. works.Select((work, i) => (work, texts[i] is null))], cancellationToken).ConfigureAwait(false);
            return;
        }

        var drafts = await DraftAsync(model, encoder, works, texts, cancellationToken).ConfigureAwait(false);
        var (words, unknown) = (0L, 0L);
        foreach (var text in texts)
        {
            var counts = text is null ? default : encoder.Count(text.Text);
            words += counts.Words;
            unknown += counts.Unknown;
        }

        await units.KeepAsync(model, drafts, model.IsTrained ? (texts.Count(static text => text is not null), words, unknown) : default, cancellationToken).ConfigureAwait(false);
    }

    private async Task<VectorDraft[]> DraftAsync(
        VectorModel model, ITextEncoder encoder, List<VectorWork> works, SearchableText?[] texts, CancellationToken cancellationToken)
    {
        var hashes = await _texts.HashesAsync(works, model, cancellationToken).ConfigureAwait(false);
        var brought = encoder is GeneratorEncoder ? await _texts.BroughtAsync(works, cancellationToken).ConfigureAwait(false) : [];
        var drafts = new VectorDraft[works.Count];
        var asked = new List<int>();
        for (var i = 0; i < drafts.Length; i++)
        {
            var hash = texts[i] is { } text ? (long)TextEncoding.HashOf(text.Text) : 0;
            var isSame = texts[i] is not null && works[i].Part == 0 && hashes.TryGetValue(works[i].Key, out var there) && there == hash;
            var vector = texts[i]?.Kind == MemoryKind.Insight && encoder is GeneratorEncoder generator && brought.TryGetValue(works[i].Id, out var own)
                && own.Length == generator.Dimensions ? generator.Unit(own) : null;
            drafts[i] = new VectorDraft(works[i], hash, vector, isSame ? VectorOutcome.Same : VectorOutcome.Made);
            if (!isSame && vector is null && texts[i] is not null)
            {
                asked.Add(i);
            }
        }

        var refused = new HashSet<int>();
        var made = asked.Count == 0 ? [] : await TextEncoding.EncodeEachAsync(
            encoder,
            asked.ConvertAll(i => texts[i]!.Text),
            (place, exception) =>
            {
                refused.Add(place);
                LogRefused(logger, texts[asked[place]]!.Kind, texts[asked[place]]!.Id, exception.Message);
            },
            cancellationToken).ConfigureAwait(false);
        for (var place = 0; place < asked.Count; place++)
        {
            drafts[asked[place]] = drafts[asked[place]] with { Vector = made[place], Outcome = refused.Contains(place) ? VectorOutcome.Refused : VectorOutcome.Made };
        }

        return drafts;
    }

    private async Task<Corpus?> CorpusAsync(long part, CancellationToken cancellationToken) =>
        (await units.ReadAsync("memory_vector_corpus", Corpus.Read, cancellationToken, Of(part)).ConfigureAwait(false)) is [var corpus] ? corpus : null;

    [LoggerMessage(2, LogLevel.Warning, "Another process opened the store with another embedder: this one, by {Model}, makes no vectors, and searches here go by keywords.")]
    private static partial void LogDisplaced(ILogger logger, string model);

    [LoggerMessage(3, LogLevel.Warning, "The {Kind} '{Id}' has no vector: {Message}")]
    private static partial void LogRefused(ILogger logger, MemoryKind kind, string id, string message);

    [LoggerMessage(4, LogLevel.Information, "Texts that were taken to make their vectors wait for the end of their lease.")]
    private static partial void LogNotReleased(ILogger logger, Exception exception);
}
