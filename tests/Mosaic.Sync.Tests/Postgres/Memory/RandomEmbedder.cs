using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.AI;

namespace Mosaic.Sync.Tests.Postgres.Memory;

/// <summary>Each word has a direction by its hash, and a text that of its words: any texts are more or less alike.</summary>
internal sealed class RandomEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimensions = 24;

    private int _texts;

    /// <summary>How many vectors it made.</summary>
    public int Texts => _texts;

    /// <summary>Run before each call, with its texts.</summary>
    public Func<IReadOnlyList<string>, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        await Before(texts);
        Interlocked.Add(ref _texts, texts.Count);
        return [.. texts.Select(static text => new Embedding<float>(Vector(text)))];
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("test", null, "random", Dimensions) : null;

    public void Dispose()
    {
    }

    private static float[] Vector(string text)
    {
        var vector = new float[Dimensions];
        foreach (var word in text.Split(' '))
        {
            var random = new Random((int)XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(word)));
            for (var i = 0; i < Dimensions; i++)
            {
                vector[i] += random.NextSingle() - .5f;
            }
        }

        return vector;
    }
}
