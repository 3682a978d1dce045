using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>Models that are trained on each corpus, kept in its rows; those used last stay in memory.</summary>
internal sealed class TrainedEncoders(StoreCore core, MlNetEmbedder embedder) : Encoders
{
    private const int KeptMax = 16;
    private const int PartBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly LinkedList<(string Corpus, TrainedEncoder Encoder)> _kept = [];

    public override int TextsMin => TextModelRules.TextsMin;

    public override ValueTask<ITextEncoder?> FindAsync(string corpus, CorpusRow row, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Corpus == corpus && node.Value.Encoder.Model == row.Model)
                {
                    _kept.Remove(node);
                    _kept.AddFirst(node);
                    return ValueTask.FromResult<ITextEncoder?>(node.Value.Encoder);
                }
            }
        }

        return ValueTask.FromResult<ITextEncoder?>(Load(corpus, row));
    }

    /// <summary>Learns from the beginning, again when there are twice as many texts, or when more than 5 % of a tenth of them is unknown words.</summary>
    public override ValueTask<bool> IsDueAsync(CorpusRow row, CancellationToken cancellationToken) => ValueTask.FromResult(IsDue(row));

    private static bool IsDue(CorpusRow row) =>
        IsTrained(row.Model) ? TextModelRules.IsDue(row.Trained, row.Since, row.Words, row.Unknown) : row.HasModel || row.Since >= TextModelRules.TextsMin;

    public override ValueTask<ITextEncoder> NextAsync(IEnumerable<string> texts, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ITextEncoder>(new TrainedEncoder(embedder.Train(texts, cancellationToken)));

    public override IEnumerable<byte[]> Save(ITextEncoder encoder)
    {
        using var bytes = new MemoryStream();
        ((TrainedEncoder)encoder).TextModel.WriteTo(bytes);
        return bytes.ToArray().Chunk(PartBytes);
    }

    public override void Drop(string corpus)
    {
        lock (_gate)
        {
            for (var node = _kept.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Corpus == corpus)
                {
                    _kept.Remove(node);
                }

                node = next;
            }
        }
    }

    /// <summary>An id of a model that a generator makes names dimensions after a slash.</summary>
    private static bool IsTrained(string model) => model.Length > 0 && !model.Contains('/', StringComparison.Ordinal);

    private TrainedEncoder? Load(string corpus, CorpusRow row)
    {
        if (!IsTrained(row.Model))
        {
            return null;
        }

        var prefix = VectorKeys.Model(corpus, row.Slot);
        using var bytes = new MemoryStream();
        foreach (var part in core.Rows.Scan(prefix, Keys.After(prefix), int.MaxValue, int.MaxValue).Rows)
        {
            bytes.Write(part.Value.Span);
        }

        bytes.Position = 0;
        TextModel model;
        try
        {
            model = TextModel.ReadFrom(bytes);
        }
        catch (InvalidDataException)
        {
            return null; // as it was read, another took its place; the next search finds that
        }

        if (model.Id != row.Model)
        {
            return null;
        }

        var encoder = new TrainedEncoder(model);
        lock (_gate)
        {
            _kept.AddFirst((corpus, encoder));
            if (_kept.Count > KeptMax)
            {
                _kept.RemoveLast();
            }
        }

        return encoder;
    }
}
