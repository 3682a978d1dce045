namespace Mosaic.Memory.Embeddings;

/// <summary>Trains models.</summary>
internal static class TextModelTrainer
{
    // Any will do; it must stay, so that the same texts give the same model.
    private const int Seed = 20_110_603;

    /// <summary>With about as many dimensions as terms each term would have one of its own, and be like no other.</summary>
    private const int TermsPerDimension = 4;

    private const int DimensionsMin = 2;

    public static TextModel Train(IEnumerable<string> from, TextModelOptions options, CancellationToken cancellationToken)
    {
        var texts = TrainingTexts.Read(from, options, cancellationToken);
        var most = Math.Max(DimensionsMin, texts.Vocabulary.Length / TermsPerDimension);
        var words = WordVectors.Train(texts, Math.Min(options.WordDimensions, most), options.Window, Seed, cancellationToken);
        var topics = TopicVectors.Train(texts, Math.Min(options.TopicDimensions, most), Seed, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return new TextModel(
            new TextModelContent(texts.Texts.Length, options.TopicShare, texts.Vocabulary, QuantizedTerms.Of(texts.Vocabulary.Length, words, topics)));
    }
}
