using Microsoft.Extensions.AI;

namespace Mosaic.Specs;

/// <summary>An application's generator: words of one meaning share a direction, and all others point where none of these do.</summary>
public sealed class ConceptEmbedder(string model = "concepts", int dimensions = 8) : IEmbeddingGenerator<string, Embedding<float>>
{
    private static readonly string[][] Concepts = [["car", "automobile", "vehicle"], ["doctor", "physician"], ["happy", "glad"], ["house", "home"]];

    /// <summary>What a call does instead, for its texts.</summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task<GeneratedEmbeddings<Embedding<float>>?>>? Instead { get; set; }

    public int Texts { get; private set; }

    /// <summary>What tells the model's name.</summary>
    public Func<EmbeddingGeneratorMetadata> Metadata { get; set; } = () => new("test", null, model, dimensions);

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        if (Instead is { } instead && await instead(texts, cancellationToken) is { } other)
        {
            return other;
        }

        Texts += texts.Count;
        return [.. texts.Select(text => new Embedding<float>(Vector(text)))];
    }

    /// <summary>Holds up every call from the next on; tells when one has come.</summary>
    public Task HoldUp(Task until)
    {
        var called = new TaskCompletionSource();
        Instead = async (_, _) =>
        {
            called.TrySetResult();
            await until;
            return null;
        };
        return called.Task;
    }

    public float[] Vector(string text)
    {
        var vector = new float[dimensions];
        foreach (var word in text.ToLowerInvariant().Split([' ', '.', ',', '?'], StringSplitOptions.RemoveEmptyEntries))
        {
            var concept = Array.FindIndex(Concepts, words => words.Contains(word));
            vector[concept < 0 ? dimensions - 1 : concept] += concept < 0 ? .1f : 1;
        }

        return vector;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata() : null;

    public void Dispose()
    {
    }
}
