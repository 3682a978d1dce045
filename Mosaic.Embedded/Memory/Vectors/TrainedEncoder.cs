namespace Mosaic.Memory.Vectors;

/// <summary>Makes vectors by a model that was trained on the corpus itself.</summary>
internal sealed class TrainedEncoder(TextModel model) : ITextEncoder
{
    public TextModel TextModel => model;

    public string Model => model.Id;

    public bool IsSilent => false;

    public void LeftWaiting()
    {
    }

    public int Dimensions => model.Dimensions;

    public ValueTask<IReadOnlyList<float[]?>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var vectors = new float[]?[texts.Count];
        for (var i = 0; i < vectors.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = new float[model.Dimensions];
            vectors[i] = model.TryEmbed(texts[i], vector) ? vector : null;
        }

        return ValueTask.FromResult<IReadOnlyList<float[]?>>(vectors);
    }

    public (long Words, long Unknown) Count(string text)
    {
        var counts = model.CountWords(text);
        return (counts.Known + counts.Unknown, counts.Unknown);
    }
}
