using Microsoft.Extensions.AI;

namespace Mosaic;

/// <summary>
/// Opts in to search by meaning as well as by keywords, with nothing downloaded: put into <see cref="MosaicOptions.Embedder"/> it
/// stands for a <see cref="TextModel"/> for each user, trained on that user's own texts, and one for all documents. Each is trained from its
/// first 100 texts on; until then search goes by keywords. It makes no vectors itself.
/// </summary>
/// <example>
/// <code>
/// var store = await MosaicEngine.OpenAsync("agent.mosaic", new MosaicOptions { Embedder = new MlNetEmbedder() });
/// </code>
/// Without a store:
/// <code>
/// TextModel model = new MlNetEmbedder().Train(texts);
/// var vector = new float[model.Dimensions];
/// bool known = model.TryEmbed("where did we hike last spring", vector);
/// </code>
/// </example>
public sealed class MlNetEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    private static readonly EmbeddingGeneratorMetadata Metadata = new("mosaic");

    /// <param name="options">What models are trained with; null: the defaults.</param>
    public MlNetEmbedder(TextModelOptions? options = null) => Options = options ?? new TextModelOptions();

    /// <summary>What models are trained with.</summary>
    public TextModelOptions Options { get; }

    /// <summary>Trains a model, see <see cref="TextModel.Train"/>.</summary>
    /// <param name="texts">What to learn from; read once.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> or one of them is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TextModel Train(IEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        TextModel.Train(texts, Options, cancellationToken);

    /// <summary>Fails always: a model must be trained first.</summary>
    /// <param name="values">Not used.</param>
    /// <param name="options">Not used.</param>
    /// <param name="cancellationToken">Not used.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromException<GeneratedEmbeddings<Embedding<float>>>(new InvalidOperationException(
            $"{nameof(MlNetEmbedder)} has learned nothing yet: call {nameof(Train)}, which gives a model that makes vectors, or let a store do so by its options."));

    /// <summary>The embedder itself, or an <see cref="EmbeddingGeneratorMetadata"/> without a model.</summary>
    /// <param name="serviceType">What is asked for.</param>
    /// <param name="serviceKey">Nothing has one.</param>
    /// <returns>null: there is no such thing.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Nothing: there is nothing to give back.</summary>
    public void Dispose()
    {
    }
}
