namespace Mosaic.Backends;

/// <summary>Makes vectors by a model that was trained on the corpus itself.</summary>
/// <param name="model">It.</param>
public sealed class TrainedEncoder(TextModel model) : ITextEncoder
{
    /// <summary>The model.</summary>
    public TextModel TextModel => model;

    /// <inheritdoc/>
    public string Model => model.Id;

    /// <inheritdoc/>
    public bool IsSilent => false;

    /// <inheritdoc/>
    public void LeftWaiting()
    {
    }

    /// <inheritdoc/>
    public int Dimensions => model.Dimensions;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<float[]?>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var vectors = new float[]?[texts.Count];
        for (var i = 0; i < vectors.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = new float[model.Dimensions];
            vectors[i] = model.TryEmbed(texts[i], vector) ? vector : null;
        }

        return ValueTask.FromResult<IReadOnlyList<float[]?>>(vectors);
    }

    /// <inheritdoc/>
    public (long Words, long Unknown) Count(string text)
    {
        var counts = model.CountWords(text);
        return (counts.Known + counts.Unknown, counts.Unknown);
    }
}
