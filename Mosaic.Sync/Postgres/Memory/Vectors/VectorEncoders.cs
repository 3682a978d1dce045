using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using static Mosaic.Postgres.Documents.Parameters;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>What makes vectors: the application's generator, or models that are trained on each user's texts and kept in the store; those used last stay in memory.</summary>
internal sealed class VectorEncoders(PostgresSession session)
{
    private const int KeptMax = 16;

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Number, TrainedEncoder Encoder)> _kept = [];
    private GeneratorEncoder? _generator;

    /// <summary>null: a generator makes the vectors.</summary>
    public MlNetEmbedder? Trainer { get; } = session.Options.Embedder as MlNetEmbedder;

    /// <exception cref="EncodingFailedException">It makes none now.</exception>
    public async ValueTask<GeneratorEncoder> GeneratorAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _generator) is { } known)
        {
            return known;
        }

        var begun = await GeneratorEncoder.BeginAsync(session.Options.Embedder!, session.Options.EmbedderTimeout, cancellationToken).ConfigureAwait(false);
        return Interlocked.CompareExchange(ref _generator, begun, null) ?? begun;
    }

    /// <summary>What makes vectors by a model.</summary>
    /// <returns>null: this process's embedder does not.</returns>
    /// <exception cref="EncodingFailedException">It makes none now.</exception>
    public async ValueTask<ITextEncoder?> FindAsync(VectorModel model, CancellationToken cancellationToken)
    {
        if (Trainer is null)
        {
            return !model.IsTrained && await GeneratorAsync(cancellationToken).ConfigureAwait(false) is var generator && generator.Model == model.Name ? generator : null;
        }

        return !model.IsTrained ? null : Kept(model.Number) ?? await LoadAsync(model, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go of all models: somebody is forgotten.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _kept.Clear();
        }
    }

    private TrainedEncoder? Kept(long number)
    {
        lock (_gate)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Number == number)
                {
                    _kept.Remove(node);
                    _kept.AddFirst(node);
                    return node.Value.Encoder;
                }
            }
        }

        return null;
    }

    private async ValueTask<TrainedEncoder?> LoadAsync(VectorModel model, CancellationToken cancellationToken)
    {
        var content = await session.Reads.RunAsync(
            "read model",
            (connection, token) => connection.QueryAsync(session.Sql["memory_vector_content"], static row => row.GetFieldValue<byte[]>(0), token, Of(model.Number)),
            cancellationToken).ConfigureAwait(false);
        if (content is not [var bytes])
        {
            return null;
        }

        TextModel read;
        try
        {
            using var stream = new MemoryStream(bytes);
            read = TextModel.ReadFrom(stream);
        }
        catch (InvalidDataException)
        {
            return null; // of a later version, or damaged: it is made anew
        }

        var encoder = new TrainedEncoder(read);
        lock (_gate)
        {
            _kept.AddFirst((model.Number, encoder));
            if (_kept.Count > KeptMax)
            {
                _kept.RemoveLast();
            }
        }

        return encoder;
    }
}
