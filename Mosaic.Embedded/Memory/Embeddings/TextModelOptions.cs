namespace Mosaic;

/// <summary>
/// What a <see cref="TextModel"/> is trained with. The defaults were chosen on three of LoCoMo's conversations (26, 41 and 43;
/// Maharana et al., ACL 2024) and on the questions of Cranfield (Cleverdon 1967) with odd numbers.
/// </summary>
public sealed record TextModelOptions
{
    private readonly int _wordDimensions = 128;
    private readonly int _topicDimensions = 128;
    private readonly double _topicShare = .7;
    private readonly int _window = 8;
    private readonly int _vocabularyMax = 30_000;
    private readonly int _textsMax = 50_000;

    /// <summary>Of a vector, the numbers that tell which words stand near each other, 0 to 1,024.</summary>
    /// <value>128; a quarter as many as there are words where that is less.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int WordDimensions
    {
        get => _wordDimensions;
        init => _wordDimensions = InRange(value, 0, 1024, nameof(WordDimensions));
    }

    /// <summary>Of a vector, the numbers that tell which words share texts, 0 to 1,024.</summary>
    /// <value>128; a quarter as many as there are words where that is less.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int TopicDimensions
    {
        get => _topicDimensions;
        init => _topicDimensions = InRange(value, 0, 1024, nameof(TopicDimensions));
    }

    /// <summary>How much of the similarity of two texts is that of their topics, 0 to 1; the rest is that of their words.</summary>
    /// <value>0.7. More is better for documents, less for short texts.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public double TopicShare
    {
        get => _topicShare;
        init => _topicShare = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TopicShare), value, "The topics' share is from 0 to 1.");
    }

    /// <summary>How many words away a word still stands near another, on either side and without stop words, 1 to 100.</summary>
    /// <value>8.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int Window
    {
        get => _window;
        init => _window = InRange(value, 1, 100, nameof(Window));
    }

    /// <summary>How many different words are known at most, 1 to 200,000: the most frequent.</summary>
    /// <value>30,000.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int VocabularyMax
    {
        get => _vocabularyMax;
        init => _vocabularyMax = InRange(value, 1, 200_000, nameof(VocabularyMax));
    }

    /// <summary>How many texts are trained on at most, 1 to 1,000,000; of more a sample is taken, the same whatever their order.</summary>
    /// <value>50,000. Of a text at most 10,000 words count, of all together 2,000,000.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int TextsMax
    {
        get => _textsMax;
        init => _textsMax = InRange(value, 1, 1_000_000, nameof(TextsMax));
    }

    /// <summary>Words of all texts together that are trained on.</summary>
    internal int TermsMax { get; init; } = 2_000_000;

    /// <summary>Words of a text that count.</summary>
    internal int TextTermsMax { get; init; } = 10_000;

    private static int InRange(int value, int min, int max, string name) => value >= min && value <= max
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is from {min} to {max}.");
}
