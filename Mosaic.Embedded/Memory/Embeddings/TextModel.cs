using Microsoft.Extensions.AI;
using Mosaic.Memory.Embeddings;
using Mosaic.Memory.Text;

namespace Mosaic;

/// <summary>
/// Turns texts into vectors by what it learned from given texts, with nothing downloaded: which words stand near each other and
/// which share texts. It finds best in the texts that it was trained on, or in more of the same author. Immutable, for any number of
/// threads.
/// </summary>
/// <remarks>
/// A vector is two joined: of words the sum of those of the text's words by co-occurrence (positive pointwise mutual information,
/// Levy, Goldberg and Dagan 2015, reduced by principal components) weighted as Arora, Liang and Ma (2017) do, and of topics that
/// of latent semantic analysis (Deerwester et al. 1990). Each is brought to its share of the length, see
/// <see cref="TextModelOptions.TopicShare"/>. A term that occurs tf times counts 1 + ln tf; stop words do not count.
/// </remarks>
public sealed class TextModel : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly Dictionary<string, int> _numbers;
    private readonly QuantizedTerms _terms;
    private readonly TextModelContent _content;
    private readonly double _wordLength;
    private readonly double _topicLength;
    private readonly EmbeddingGeneratorMetadata _metadata;

    internal TextModel(TextModelContent content)
    {
        _content = content;
        _terms = content.Terms;
        _wordLength = Math.Sqrt(1 - content.TopicShare);
        _topicLength = Math.Sqrt(content.TopicShare);
        _numbers = new Dictionary<string, int>(content.Vocabulary.Length, StringComparer.Ordinal);
        for (var number = 0; number < content.Vocabulary.Length; number++)
        {
            _numbers.Add(content.Vocabulary[number], number);
        }

        Id = Convert.ToHexStringLower(TextModelFile.Encode(content).AsSpan()[^TextModelFile.HashLength..]);
        _metadata = new EmbeddingGeneratorMetadata("mosaic", defaultModelId: Id, defaultModelDimensions: Dimensions > 0 ? Dimensions : null);
    }

    /// <summary>What tells models apart: 32 hexadecimal digits, a hash of all that the model knows. Vectors of models with different ids must not be compared.</summary>
    public string Id { get; }

    /// <summary>The numbers of a vector: 256 by default, fewer when the texts were few, 0 when there was nothing to learn.</summary>
    public int Dimensions => _terms.Dimensions;

    /// <summary>How many texts it was trained on: those that were taken, see <see cref="TextModelOptions.TextsMax"/>.</summary>
    public int Texts => _content.Texts;

    /// <summary>How many different words it knows, after stemming.</summary>
    public int Vocabulary => _terms.Terms;

    /// <summary>
    /// Trains a model. The same texts in any order with the same options give the same model, on the same kind of processor bit by
    /// bit; the order of processing and all that is random come from the texts and a fixed seed.
    /// </summary>
    /// <param name="texts">What to learn from; read once. None, or few, give a model that knows little.</param>
    /// <param name="options">null: the defaults.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> or one of them is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TextModel Train(IEnumerable<string> texts, TextModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return TextModelTrainer.Train(texts, options ?? new TextModelOptions(), cancellationToken);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote, and no byte more.</summary>
    /// <param name="stream">Where it is.</param>
    /// <exception cref="InvalidDataException">It is damaged, cut off, or of a format that this version does not know.</exception>
    public static TextModel ReadFrom(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new TextModel(TextModelFile.Read(stream));
    }

    /// <summary>Writes the model, with a checksum: about a byte for each dimension of each word that it knows.</summary>
    /// <param name="stream">Where to; not flushed.</param>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(TextModelFile.Encode(_content));
    }

    /// <summary>The vector of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="vector">Filled: its length becomes 1.</param>
    /// <returns>false: the model knows no word of the text, or nothing about those that it knows; the vector is all zeros then.</returns>
    /// <exception cref="ArgumentException"><paramref name="vector"/> does not have <see cref="Dimensions"/> numbers.</exception>
    public bool TryEmbed(string text, Span<float> vector)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (vector.Length != Dimensions)
        {
            throw new ArgumentException($"The vector has {vector.Length} numbers; those of this model have {Dimensions}.", nameof(vector));
        }

        vector.Clear();
        foreach (var (term, frequency) in TermFrequency.Count([.. Read(text).Known]))
        {
            _terms.AddTo(vector, term, TermFrequency.Damp(frequency));
        }

        var hasWords = UnitVector.Scale(vector[.._terms.Words], _wordLength);
        var hasTopics = UnitVector.Scale(vector[_terms.Words..], _topicLength);
        return (hasWords || hasTopics) && UnitVector.Scale(vector, 1);
    }

    /// <summary>How many words of a text the model knows, and how many not.</summary>
    /// <param name="text">Any text.</param>
    public WordCounts CountWords(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var terms = Read(text);
        return new WordCounts(terms.Known.Count, terms.Unknown);
    }

    /// <summary>The vectors of texts, in their order; that of a text without a known word is all zeros.</summary>
    /// <param name="values">Any texts.</param>
    /// <param name="options">Not used: the dimensions are the model's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var text in values)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<GeneratedEmbeddings<Embedding<float>>>(cancellationToken);
            }

            var vector = new float[Dimensions];
            TryEmbed(text, vector);
            embeddings.Add(new Embedding<float>(vector) { ModelId = Id });
        }

        return Task.FromResult(embeddings);
    }

    /// <summary>The model itself, or an <see cref="EmbeddingGeneratorMetadata"/> with its id and its dimensions.</summary>
    /// <param name="serviceType">What is asked for.</param>
    /// <param name="serviceKey">Nothing has one.</param>
    /// <returns>null: there is no such thing.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Nothing: there is nothing to give back.</summary>
    public void Dispose()
    {
    }

    private Sink Read(string text)
    {
        var sink = new Sink(_numbers);
        ContentTerms.Read(text, ref sink);
        return sink;
    }

    private struct Sink(Dictionary<string, int> numbers) : ITermSink
    {
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();

        public List<int> Known { get; } = [];

        public int Unknown { get; private set; }

        public bool Add(ReadOnlySpan<char> term)
        {
            if (_lookup.TryGetValue(term, out var number))
            {
                Known.Add(number);
            }
            else
            {
                Unknown++;
            }

            return true;
        }
    }
}
