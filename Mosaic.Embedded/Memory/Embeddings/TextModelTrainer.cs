namespace Mosaic.Memory.Embeddings;

/// <summary>Trains models.</summary>
internal static class TextModelTrainer
{
    // Any will do; it must stay, so that the same texts give the same model.
    private const int Seed = 20_110_603;

    public static TextModel Train(IEnumerable<string> from, TextModelOptions options, CancellationToken cancellationToken)
    {
        var texts = TrainingTexts.Read(from, options, cancellationToken);
        var words = WordVectors.Train(texts, options.WordDimensions, options.Window, Seed, cancellationToken);
        var topics = TopicVectors.Train(texts, options.TopicDimensions, Seed, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return new TextModel(
            new TextModelContent(texts.Texts.Length, options.TopicShare, texts.Vocabulary, QuantizedTerms.Of(texts.Vocabulary.Length, words, topics)));
    }
}
